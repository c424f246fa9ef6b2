package io.kaosnet.core.module;

import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.Event;
import io.kaosnet.runtime.EventHook;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Takes events of clients and of sockets that open and close to the game's functions, behind the
/// back of the call. Safe from any thread. The queue is bounded: when full the newest event is
/// dropped, and counted.
public final class Events implements AutoCloseable {
    private final Modules modules;
    private final ModuleObserver observer;
    private final Clock clock;
    private final BlockingQueue<Runnable> queue;
    private final Thread[] workers;
    private volatile boolean stopped;

    /// @param queueCapacity `runtime.event_queue_size`
    /// @param workerCount `runtime.event_queue_workers`
    public Events(
            Modules modules,
            ModuleObserver observer,
            Clock clock,
            int queueCapacity,
            int workerCount) {
        this.modules = modules;
        this.observer = observer;
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(queueCapacity);
        this.workers = new Thread[workerCount];
        for (int i = 0; i < workerCount; i++) {
            workers[i] = Thread.ofVirtual().name("event-" + i).start(this::work);
        }
    }

    /// Binds the call, and listens to sockets.
    public void bind(Endpoints.Builder endpoints, Sessions sessions) {
        endpoints.bindNonBlocking("Event", Event.getDefaultInstance(), this::onEvent);
        sessions.listen(
                new Sessions.Listener() {
                    @Override
                    public void onOpen(Session session) {
                        if (modules.wantsSessions()) {
                            offer(() -> modules.sessionStarted(session.caller()));
                        }
                    }

                    @Override
                    public void onClose(Session session) {
                        if (modules.wantsSessions()) {
                            offer(() -> modules.sessionEnded(session.caller()));
                        }
                    }
                });
    }

    private com.google.protobuf.Empty onEvent(Caller caller, Event request) {
        if (modules.wantsEvents()) {
            long timestampMs =
                    request.hasTimestamp()
                            ? request.getTimestamp().getSeconds() * 1000
                                    + request.getTimestamp().getNanos() / 1_000_000
                            : clock.nowMs();
            var event =
                    new EventHook.Event(
                            request.getName(), request.getPropertiesMap(), timestampMs, true);
            offer(() -> modules.event(caller, event));
        }
        return com.google.protobuf.Empty.getDefaultInstance();
    }

    /// Takes an event of the game's own code.
    public void emit(EventHook.Event event) {
        offer(() -> modules.event(Caller.SERVER, event));
    }

    private void offer(Runnable event) {
        if (!queue.offer(event)) {
            observer.onEventDropped();
        }
    }

    private void work() {
        while (!stopped) {
            try {
                queue.take().run();
            } catch (InterruptedException _) {
                // Woken to stop.
                return;
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread worker : workers) {
            worker.interrupt();
        }
    }
}
