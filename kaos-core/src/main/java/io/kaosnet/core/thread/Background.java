package io.kaosnet.core.thread;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Threads for what computes for long: as many as cores, and on Linux with a tenth of the weight
/// of any other, so that a busy machine serves events, ticks and short calls first. Safe from any
/// thread.
final class Background {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);
    private static final int NICE = 10;
    private static final int IDLE_SEC = 30;

    /// Bounded by the virtual threads that there are: each waits in it once.
    static final Executor THREADS = threads();

    private Background() {}

    private static Executor threads() {
        int cores = Runtime.getRuntime().availableProcessors();
        var pool =
                new ThreadPoolExecutor(
                        cores,
                        cores,
                        IDLE_SEC,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        work ->
                                Thread.ofPlatform()
                                        .name("background")
                                        .daemon()
                                        .unstarted(
                                                () -> {
                                                    giveWay();
                                                    work.run();
                                                }));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /// Lowers the calling thread's weight. Threads have weights of their own on Linux alone;
    /// elsewhere it would be the process's. The JDK's own priorities do nothing without privileges.
    @SuppressWarnings("restricted")
    private static void giveWay() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return;
        }
        try {
            Linker linker = Linker.nativeLinker();
            MethodHandle setPriority =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("setpriority"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
            // PRIO_PROCESS of 0: the calling thread (setpriority(2), notes).
            int error = (int) setPriority.invokeExact(0, 0, NICE);
            if (error != 0) {
                LOG.debug("setpriority refused");
            }
        } catch (Throwable e) {
            LOG.debug("background threads keep their weight", e);
        }
    }
}
