package io.kaosnet.core.rank;

import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;

/// Measures a list of a million entries; not run by the build.
///
/// | figure | limit |
/// |---|---|
/// | insert | 1 us |
/// | rank | 1.5 us |
/// | around, 21 entries | 0.3 us |
/// | memory | 80 B for each entry |
final class RankingBench {
    private static final int COUNT = 1_000_000;

    private RankingBench() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < 3; i++) {
            run(new SplittableRandom(42 + i), 1_000_000);
        }
        run(new SplittableRandom(1), 100);
    }

    /// Of this thread, so that a busy machine does not count.
    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void run(SplittableRandom random, int scores) {
        long[] high = new long[COUNT];
        long[] low = new long[COUNT];
        for (int i = 0; i < COUNT; i++) {
            high[i] = random.nextLong();
            low[i] = random.nextLong();
        }
        var ranking = new Ranking(true);
        long startNs = cpuNs();
        for (int i = 0; i < COUNT; i++) {
            ranking.put(high[i], low[i], random.nextInt(scores), 0);
        }
        long insertNs = cpuNs() - startNs;
        startNs = cpuNs();
        for (int i = 0; i < COUNT; i++) {
            int k = random.nextInt(COUNT);
            ranking.put(high[k], low[k], random.nextInt(scores), 0);
        }
        long updateNs = cpuNs() - startNs;
        long[] sum = new long[1];
        startNs = cpuNs();
        for (int i = 0; i < COUNT; i++) {
            int k = random.nextInt(COUNT);
            sum[0] += ranking.rank(high[k], low[k]);
        }
        long rankNs = cpuNs() - startNs;
        Ranking.Visitor visitor = (_, _, _, score, _) -> sum[0] += score;
        startNs = cpuNs();
        for (int i = 0; i < COUNT; i++) {
            ranking.visit(1 + random.nextInt(COUNT - 21), 21, visitor);
        }
        long aroundNs = cpuNs() - startNs;
        System.out.printf(
                "scores=%d insert=%dns update=%dns rank=%dns around21=%dns bytes=%d (%d)%n",
                scores,
                insertNs / COUNT,
                updateNs / COUNT,
                rankNs / COUNT,
                aroundNs / COUNT,
                ranking.bytes() / COUNT,
                sum[0] & 1);
    }
}
