package io.kaosnet.bench;

import io.kaosnet.bench.host.Target;
import io.kaosnet.bench.wire.LoadLoops;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What a scenario works with. Owned by the main thread.
public final class BenchContext {
    private final Options options;
    private final Target target;
    private final LoadLoops loops;
    private final PrintStream progress;

    public BenchContext(Options options, Target target, LoadLoops loops, PrintStream progress) {
        this.options = options;
        this.target = target;
        this.loops = loops;
        this.progress = progress;
    }

    /// The same with another server.
    public BenchContext on(Target other) {
        return new BenchContext(options, other, loops, progress);
    }

    public Options options() {
        return options;
    }

    public Target target() {
        return target;
    }

    public LoadLoops loops() {
        return loops;
    }

    /// Tells the user what is going on.
    public void say(String text) {
        progress.println("  " + text);
    }

    public int warmupSeconds() {
        return options.whole("warmup", 0, 600);
    }

    public int measuredSeconds() {
        return options.whole("seconds", 1, 600);
    }

    /// Lets the load run.
    public static void pause(long ms) throws InterruptedException {
        // Nothing counts it down: waiting is all that is wanted.
        boolean counted = new CountDownLatch(1).await(ms, TimeUnit.MILLISECONDS);
        assert !counted;
    }

    /// Waits for something that the loops count down.
    ///
    /// @throws BenchException when it does not happen in time
    public static void await(CountDownLatch latch, int seconds, String what)
            throws InterruptedException {
        if (!latch.await(seconds, TimeUnit.SECONDS)) {
            throw new BenchException(
                    what + ": " + latch.getCount() + " still missing after " + seconds + " s");
        }
    }
}
