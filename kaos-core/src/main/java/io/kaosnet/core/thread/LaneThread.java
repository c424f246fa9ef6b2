package io.kaosnet.core.thread;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A virtual thread that begins on a lane, carried by the lane itself. A call that never waits ends
/// there, without having woken any other thread. One that waits steps aside and goes on elsewhere,
/// as an ordinary virtual thread, or, after [#park], on its lane.
///
/// A lane carries many connections, so a task must not keep it: before it computes for long, or
/// waits in native code where a virtual thread cannot step aside, it calls [#leaveLane].
///
/// That whoever waits goes on elsewhere is what keeps lanes from deadlock. A lane's own code takes
/// locks, in libraries and for logs; if a thread ahead of it in a lock's queue could go on only at
/// that lane, both would wait for ever.
///
/// What computes for long goes on in the [Background], whose threads give way to all others.
///
/// The JDK has a virtual thread's carrier to choose, but not in its public interface: without
/// `--add-opens java.base/java.lang=ALL-UNNAMED` tasks run on ordinary virtual threads from the
/// start.
public final class LaneThread {
    private static final @Nullable Jdk JDK = Jdk.find();

    private static final ScopedValue<Carrier> CARRIER = ScopedValue.newInstance();

    /// Who could not step aside by then computes where it is.
    private static final long LONGEST_WAIT_NS = 10_000_000;

    private LaneThread() {}

    /// Whether this JVM lets lanes carry threads.
    public static boolean isAvailable() {
        return JDK != null;
    }

    /// Begins a task. To be called on the lane itself, never on a virtual thread; returns when the
    /// task has ended, waits, or has left the lane.
    ///
    /// @param lane runs tasks on the calling thread, soon and in order
    public static void start(String name, Executor lane, Runnable task) {
        if (JDK == null) {
            Thread.ofVirtual().name(name).start(task);
            return;
        }
        start(name, new Carrier(lane, JDK.elsewhere, true), JDK, task);
    }

    /// Begins a task on no lane, as an ordinary virtual thread that may go to the background. Safe
    /// from any thread.
    public static void start(String name, Runnable task) {
        if (JDK == null) {
            Thread.ofVirtual().name(name).start(task);
            return;
        }
        start(name, new Carrier(JDK.elsewhere, JDK.elsewhere, false), JDK, task);
    }

    private static void start(String name, Carrier carrier, Jdk jdk, Runnable task) {
        jdk.builder(carrier).name(name).start(() -> ScopedValue.where(CARRIER, carrier).run(task));
    }

    /// Parks the calling thread as [LockSupport#park(Object)] does; a thread that began on a lane
    /// goes on there when it is unparked. Not with a lock held that any lane's own code takes.
    public static void park(Object blocker) {
        if (!CARRIER.isBound()) {
            LockSupport.park(blocker);
            return;
        }
        Carrier carrier = CARRIER.get();
        carrier.comesBack = carrier.beganOnLane;
        LockSupport.park(blocker);
        carrier.comesBack = false;
    }

    /// Has the calling thread go on elsewhere if a lane carries it; nothing on any other thread.
    public static void leaveLane() {
        if (CARRIER.isBound() && CARRIER.get().isOnLane) {
            Thread.yield();
        }
    }

    /// Has the calling thread go on in the background, where everything else comes first, until it
    /// ends or [#toForeground]; nothing on a thread that was not begun here.
    public static void toBackground() {
        if (!CARRIER.isBound() || CARRIER.get().isBackground) {
            return;
        }
        Carrier carrier = CARRIER.get();
        carrier.isBackground = true;
        if (carrier.isOnLane) {
            Thread.yield();
        } else {
            // The JDK's own carriers take up at once, and themselves, whoever yields to nobody, or
            // is woken before having stepped aside.
            long waitNs = 1;
            while (!carrier.isBehind && waitNs < LONGEST_WAIT_NS && !isInterrupted()) {
                LockSupport.parkNanos(waitNs);
                waitNs *= 2;
            }
        }
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    /// Has the calling thread leave the background when it waits next.
    public static void toForeground() {
        if (CARRIER.isBound()) {
            CARRIER.get().isBackground = false;
        }
    }

    /// Where one thread runs. What it runs is its continuation, always the same object; a thread
    /// that it starts inherits the carrier, and runs elsewhere.
    private static final class Carrier implements Executor {
        private final Executor lane;
        private final Executor elsewhere;
        private final boolean beganOnLane;
        private @Nullable Runnable own;

        /// Whether the lane is to take up the thread that waits now. Written by that thread.
        private volatile boolean comesBack;

        /// Written where the thread is taken up, read by the thread.
        private volatile boolean isOnLane;

        /// Whether the thread is to be in the background. Written by that thread.
        private volatile boolean isBackground;

        /// Whether it is. Written where the thread is taken up, read by the thread.
        private volatile boolean isBehind;

        Carrier(Executor lane, Executor elsewhere, boolean beginsOnLane) {
            this.lane = lane;
            this.elsewhere = elsewhere;
            this.beganOnLane = beginsOnLane;
            this.isOnLane = beginsOnLane;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public void execute(Runnable continuation) {
            if (own == null) {
                own = continuation;
                if (beganOnLane) {
                    continuation.run();
                } else {
                    elsewhere.execute(continuation);
                }
                return;
            }
            if (continuation != own) {
                elsewhere.execute(continuation);
                return;
            }
            isBehind = isBackground;
            if (isBackground) {
                isOnLane = false;
                Background.THREADS.execute(continuation);
                return;
            }
            if (comesBack) {
                try {
                    isOnLane = true;
                    lane.execute(continuation);
                    return;
                } catch (RejectedExecutionException _) {
                    // The lane has ended; the call still does.
                }
            }
            isOnLane = false;
            elsewhere.execute(continuation);
        }
    }

    /// What the JDK keeps to itself: the builder's constructor with a scheduler, and the scheduler
    /// of all other virtual threads.
    private record Jdk(Constructor<? extends Thread.Builder.OfVirtual> maker, Executor elsewhere) {
        static @Nullable Jdk find() {
            try {
                Constructor<? extends Thread.Builder.OfVirtual> maker =
                        Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                                .asSubclass(Thread.Builder.OfVirtual.class)
                                .getDeclaredConstructor(Executor.class);
                maker.setAccessible(true);
                Method elsewhere =
                        Class.forName("java.lang.VirtualThread")
                                .getDeclaredMethod("defaultScheduler");
                elsewhere.setAccessible(true);
                return new Jdk(maker, (Executor) elsewhere.invoke(null));
            } catch (ReflectiveOperationException | RuntimeException _) {
                return null;
            }
        }

        Thread.Builder.OfVirtual builder(Executor scheduler) {
            try {
                return maker.newInstance(scheduler);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the JDK refused a carrier", e);
            }
        }
    }
}
