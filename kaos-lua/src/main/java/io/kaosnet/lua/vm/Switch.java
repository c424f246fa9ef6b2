package io.kaosnet.lua.vm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.SynchronousQueue;

/// Owned by one coroutine. A stack of its own that code can be put on and taken off again.
///
/// The JDK's one-shot continuations carry it, where `jdk.internal.vm` is exported to us:
/// about 0.15 us a switch, and an abandoned stack is plain garbage. Without the export a virtual
/// thread carries it, at some 10 us a switch.
abstract class Switch {
    /// Runs the coroutine until it suspends or ends; true if it ended.
    abstract boolean run();

    /// Called within: goes back to whoever called [#run].
    abstract void suspend();

    static Switch of(Runnable body) {
        return Continued.NEW == null ? new Threaded(body) : new Continued(body);
    }

    /// Whether switches are cheap here.
    static boolean isNative() {
        return Continued.NEW != null;
    }

    private static final class Continued extends Switch {
        static final MethodHandle NEW;
        private static final MethodHandle RUN;
        private static final MethodHandle YIELD;
        private static final MethodHandle IS_DONE;

        static {
            MethodHandle create = null;
            MethodHandle run = null;
            MethodHandle yield = null;
            MethodHandle isDone = null;
            try {
                Class<?> c = Class.forName("jdk.internal.vm.Continuation");
                Class<?> s = Class.forName("jdk.internal.vm.ContinuationScope");
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                Object scope =
                        lookup.findConstructor(s, MethodType.methodType(void.class, String.class))
                                .invoke("lua");
                create =
                        MethodHandles.insertArguments(
                                        lookup.findConstructor(
                                                c,
                                                MethodType.methodType(
                                                        void.class, s, Runnable.class)),
                                        0,
                                        scope)
                                .asType(MethodType.methodType(Object.class, Runnable.class));
                run =
                        lookup.findVirtual(c, "run", MethodType.methodType(void.class))
                                .asType(MethodType.methodType(void.class, Object.class));
                yield =
                        MethodHandles.insertArguments(
                                lookup.findStatic(
                                        c, "yield", MethodType.methodType(boolean.class, s)),
                                0,
                                scope);
                isDone =
                        lookup.findVirtual(c, "isDone", MethodType.methodType(boolean.class))
                                .asType(MethodType.methodType(boolean.class, Object.class));
            } catch (Throwable _) {
                // Not exported to us, or another JDK: coroutines run on threads.
                create = null;
            }
            NEW = create;
            RUN = run;
            YIELD = yield;
            IS_DONE = isDone;
        }

        private final Object continuation;

        Continued(Runnable body) {
            try {
                continuation = (Object) NEW.invokeExact(body);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        boolean run() {
            try {
                RUN.invokeExact(continuation);
                return (boolean) IS_DONE.invokeExact(continuation);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        void suspend() {
            try {
                boolean _ = (boolean) YIELD.invokeExact();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Threaded extends Switch {
        private final SynchronousQueue<Boolean> toBody = new SynchronousQueue<>();
        private final SynchronousQueue<Boolean> toCaller = new SynchronousQueue<>();
        private final Runnable body;
        private Thread thread;

        Threaded(Runnable body) {
            this.body = body;
        }

        @Override
        boolean run() {
            if (thread == null) {
                thread =
                        Thread.ofVirtual()
                                .name("lua-coroutine")
                                .start(
                                        () -> {
                                            body.run();
                                            put(toCaller, true);
                                        });
            } else {
                put(toBody, false);
            }
            return take(toCaller);
        }

        @Override
        void suspend() {
            put(toCaller, false);
            take(toBody);
        }

        /// A script cannot interrupt, so an interrupt is the host's, which is told again after.
        private static void put(SynchronousQueue<Boolean> queue, boolean value) {
            boolean interrupted = false;
            while (true) {
                try {
                    queue.put(value);
                    break;
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private static boolean take(SynchronousQueue<Boolean> queue) {
            boolean interrupted = false;
            while (true) {
                try {
                    boolean value = queue.take();
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                    return value;
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
    }
}
