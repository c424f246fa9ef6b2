package io.kaosnet.core.thread;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Threads for what computes for long: as many as cores, and on Linux with a tenth of the weight
/// of any other, so that a busy machine serves events, ticks and short calls first. Safe from any
/// thread.
final class Background {
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
                                                    OsThread.giveWay(NICE);
                                                    work.run();
                                                }));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
