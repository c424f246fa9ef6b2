package io.kaosnet.server.metrics;

import io.kaosnet.core.script.ScriptMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Measurements of the game's own code, as `game_<name>`. Safe from any thread. Bounded: of names
/// with their tags the first [#MAX_SERIES] are kept.
final class GameMetrics implements ScriptMetrics {
    private static final int MAX_SERIES = 1000;

    private final MeterRegistry registry;
    private final Map<Series, AtomicLong> gauges = new ConcurrentHashMap<>();
    private final Map<Series, Series> known = new ConcurrentHashMap<>();

    private record Series(String kind, String name, Map<String, String> tags) {}

    GameMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    private boolean isKept(Series series) {
        if (known.containsKey(series)) {
            return true;
        }
        if (known.size() >= MAX_SERIES) {
            return false;
        }
        known.put(series, series);
        return true;
    }

    private static List<Tag> tags(Map<String, String> tags) {
        List<Tag> list = new ArrayList<>();
        new TreeMap<>(tags).forEach((key, value) -> list.add(Tag.of(key, value)));
        return list;
    }

    @Override
    public void add(String name, Map<String, String> tags, long delta) {
        if (delta > 0 && isKept(new Series("counter", name, tags))) {
            registry.counter("game_" + name, tags(tags)).increment((double) delta);
        }
    }

    @Override
    public void set(String name, Map<String, String> tags, double value) {
        var series = new Series("gauge", name, tags);
        if (isKept(series)) {
            gauges.computeIfAbsent(
                            series,
                            _ -> {
                                var bits = new AtomicLong();
                                registry.gauge(
                                        "game_" + name,
                                        tags(tags),
                                        bits,
                                        held -> Double.longBitsToDouble(held.get()));
                                return bits;
                            })
                    .set(Double.doubleToRawLongBits(value));
        }
    }

    @Override
    public void record(String name, Map<String, String> tags, long nanos) {
        if (isKept(new Series("timer", name, tags))) {
            registry.timer("game_" + name, tags(tags)).record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
