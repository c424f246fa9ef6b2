package io.kaosnet.core.matchmaker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Every shape of properties in use. Safe from any thread.
final class Shapes {
    /// Bounds what clients that invent names can cost.
    private static final int MAX_COUNT = 10_000;

    private final Map<List<String>, Shape> all = new ConcurrentHashMap<>();

    /// @param names sorted
    Shape of(List<String> names) {
        Shape known = all.get(names);
        if (known != null) {
            return known;
        }
        if (all.size() >= MAX_COUNT) {
            // Tickets keep theirs; new ones share again from here.
            all.clear();
        }
        return all.computeIfAbsent(names, Shape::new);
    }
}
