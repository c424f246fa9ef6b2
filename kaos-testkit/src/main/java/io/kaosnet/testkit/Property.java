package io.kaosnet.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Checks that something holds for many random inputs. Every run has a seed of its own; a failure
/// names it, and `-Dkaosnet.seed=...` repeats that one run.
public final class Property {
    /// System property with the seed to repeat.
    public static final String SEED = "kaosnet.seed";

    private Property() {}

    /// One check, which draws its input from `random` and fails by throwing.
    @FunctionalInterface
    public interface Check {
        void run(RandomGenerator random) throws Exception;
    }

    /// Runs the check with `runs` fresh seeds, or once with the seed that the system property has.
    ///
    /// @throws AssertionError if a run throws; names the seed, the cause is what the run threw
    public static void check(int runs, Check check) {
        if (runs < 1) {
            throw new IllegalArgumentException("runs: " + runs + " (expected: 1 or more)");
        }
        String given = System.getProperty(SEED);
        if (given != null) {
            run(Long.parseLong(given), check);
            return;
        }
        var seeds = new SplittableRandom();
        for (int i = 0; i < runs; i++) {
            run(seeds.nextLong(), check);
        }
    }

    private static void run(long seed, Check check) {
        try {
            check.run(new SplittableRandom(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "failed with seed " + seed + " (repeat: -D" + SEED + "=" + seed + "): " + e, e);
        }
    }
}
