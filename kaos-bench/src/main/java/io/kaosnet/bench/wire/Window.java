package io.kaosnet.bench.wire;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.host.Target;
import java.util.concurrent.CountDownLatch;

/// A stretch of time over which load, CPU and memory are measured. Owned by the main thread.
public final class Window {
    private static final int ASK_LIMIT_SECONDS = 30;
    private static final long LEAD_NS = 200_000_000;

    private final LoadLoops loops;
    private final long openedNs;
    private final long closedNs;
    private double serverCpuSeconds;
    private double databaseCpuSeconds;

    private Window(LoadLoops loops, long openedNs, long closedNs) {
        this.loops = loops;
        this.openedNs = openedNs;
        this.closedNs = closedNs;
    }

    /// Measures for that long. The loops know both ends before the first comes, so that what is
    /// sent and what arrives is counted by the same bounds.
    public static Window measure(LoadLoops loops, Target target, int seconds)
            throws InterruptedException {
        long openedNs = System.nanoTime() + LEAD_NS;
        var window = new Window(loops, openedNs, openedNs + seconds * 1_000_000_000L);
        window.onEach(loop -> loop.tally().open(window.openedNs, window.closedNs));
        pauseUntil(window.openedNs);
        double serverBefore = target.server().cpuSeconds();
        double databaseBefore = target.database().cpuSeconds();
        pauseUntil(window.closedNs);
        window.serverCpuSeconds = target.server().cpuSeconds() - serverBefore;
        window.databaseCpuSeconds = target.database().cpuSeconds() - databaseBefore;
        return window;
    }

    /// Waits until the server is warm, and measures for as long as the run is to be.
    public static Window afterWarmup(BenchContext context) throws InterruptedException {
        BenchContext.pause(context.warmupSeconds() * 1000L);
        return measure(context.loops(), context.target(), context.measuredSeconds());
    }

    private static void pauseUntil(long timeNs) throws InterruptedException {
        long leftMs = (timeNs - System.nanoTime()) / 1_000_000;
        if (leftMs > 0) {
            BenchContext.pause(leftMs);
        }
    }

    /// What was sent in it, and how much of that has been answered by now.
    public Totals totals() throws InterruptedException {
        var totals = new Totals();
        onEach(loop -> loop.tally().addTo(totals));
        return totals;
    }

    public double seconds() {
        return (closedNs - openedNs) / 1e9;
    }

    public double serverCpuSeconds() {
        return serverCpuSeconds;
    }

    /// What the server took of one processor.
    public Figure serverCpu() {
        return Figure.of("server CPU", 100 * serverCpuSeconds / seconds(), "% of one");
    }

    public double databaseCpuSeconds() {
        return databaseCpuSeconds;
    }

    private interface LoopTask {
        void run(LoadLoop loop);
    }

    private void onEach(LoopTask task) throws InterruptedException {
        var done = new CountDownLatch(loops.all().size());
        for (LoadLoop loop : loops.all()) {
            loop.execute(
                    () -> {
                        task.run(loop);
                        done.countDown();
                    });
        }
        BenchContext.await(done, ASK_LIMIT_SECONDS, "the generator's loops");
    }
}
