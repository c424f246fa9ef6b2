package io.kaosnet.server;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The end of the process: the server drains, and if that hangs, or the operator has no patience,
/// the process ends all the same. What was acknowledged is in the database by then. Safe from any
/// thread.
final class Stop {
    private static final Logger LOG = LoggerFactory.getLogger(Stop.class);

    /// What a drain may take beyond its grace: saving matches, functions of modules.
    private static final long MARGIN_MS = 10_000;

    /// What closing the database may take where the drain hangs.
    private static final long ABANDON_MS = 3_000;

    /// The exit code of a process that did not come to its end by itself.
    private static final int CUT_SHORT = 3;

    /// How much of a thread's stack is logged.
    private static final int FRAME_COUNT = 12;

    private final KaosServer server;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean isCutShort = new AtomicBoolean();

    Stop(KaosServer server) {
        this.server = server;
    }

    /// Drains; on the JVM's shutdown hook. Does not return if that hangs.
    void run() {
        long limitMs = server.graceSec() * 1000L + MARGIN_MS;
        Thread.ofPlatform().daemon().name("stop-watch").start(() -> watch(limitMs));
        onSecondSignal("TERM");
        onSecondSignal("INT");
        server.close();
        stopped.countDown();
    }

    /// Blocks until the server has drained.
    void await() throws InterruptedException {
        stopped.await();
    }

    private void watch(long limitMs) {
        try {
            if (!stopped.await(limitMs, TimeUnit.MILLISECONDS)) {
                cutShort("it has not ended within " + limitMs + " ms");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void cutShort(String why) {
        if (isCutShort.getAndSet(true)) {
            return;
        }
        // Even the log may hang, for instance where nobody reads it.
        Thread.ofPlatform().daemon().name("halt").start(Stop::haltSoon);
        LOG.error("stopping is cut short step=\"{}\" why=\"{}\"", server.closing(), why);
        Thread.getAllStackTraces().forEach(Stop::tell);
        Thread closing = Thread.ofPlatform().daemon().name("abandon").start(server::abandon);
        try {
            closing.join(ABANDON_MS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) {
            LOG.error("the database does not close; it recovers at the next start");
        }
        Runtime.getRuntime().halt(CUT_SHORT);
    }

    private static void haltSoon() {
        long endNs = System.nanoTime() + 2 * ABANDON_MS * 1_000_000;
        while (System.nanoTime() < endNs) {
            LockSupport.parkNanos(endNs - System.nanoTime());
        }
        Runtime.getRuntime().halt(CUT_SHORT);
    }

    /// Logs where a thread is, if it is in code of the server or of the game.
    private static void tell(Thread thread, StackTraceElement[] stack) {
        boolean isOurs = false;
        var text = new StringBuilder();
        for (int i = 0; i < stack.length; i++) {
            isOurs |= !thread.equals(Thread.currentThread()) && !isLibrary(stack[i].getClassName());
            if (i < FRAME_COUNT) {
                text.append("\n    at ").append(stack[i]);
            }
        }
        if (isOurs) {
            LOG.error(
                    "still there thread={} state={}{}", thread.getName(), thread.getState(), text);
        }
    }

    private static boolean isLibrary(String className) {
        return className.startsWith("java.")
                || className.startsWith("jdk.")
                || className.startsWith("sun.")
                || className.startsWith("io.netty.")
                || className.startsWith("ch.qos.")
                || className.startsWith("com.zaxxer.");
    }

    /// The JVM takes no notice of signals after the first. What handles them is not in the JDK's
    /// public interface, so that it is asked for by name; without it only the limit ends a drain
    /// that hangs.
    private void onSecondSignal(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object onSignal =
                    Proxy.newProxyInstance(
                            Stop.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, _, _) -> {
                                cutShort("SIG" + name + " came again");
                                return null;
                            });
            handle.invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("a second SIG{} is not heard", name, e);
        }
    }
}
