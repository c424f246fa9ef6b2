package io.kaosnet.bench.pool;

import java.util.ArrayList;
import java.util.List;

/// What a day of matches was like. Owned by the main thread.
final class Sample {
    /// Of each player, in seconds.
    final List<Double> waits = new ArrayList<>();

    /// Of each match: the best player's skill less the worst's.
    final List<Double> spreads = new ArrayList<>();

    /// Of each match: the longest round trip of a player, in milliseconds.
    final List<Double> latencies = new ArrayList<>();

    /// Of each match: the difference between the teams' average skills.
    final List<Double> gaps = new ArrayList<>();

    static double percentile(List<Double> values, double percent) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = new ArrayList<>(values);
        sorted.sort(null);
        int at = (int) Math.ceil(percent / 100 * sorted.size()) - 1;
        return sorted.get(Math.clamp(at, 0, sorted.size() - 1));
    }
}
