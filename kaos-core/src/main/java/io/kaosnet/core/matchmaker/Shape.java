package io.kaosnet.core.matchmaker;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The names of a ticket's properties, shared by all tickets that have the same. Immutable.
final class Shape {
    final List<String> names;
    private final Map<String, Integer> slots;

    Shape(List<String> names) {
        this.names = names;
        this.slots = HashMap.newHashMap(names.size());
        for (int i = 0; i < names.size(); i++) {
            slots.put(names.get(i), i);
        }
    }

    /// Where a property's value is, or -1.
    int slot(String name) {
        return slots.getOrDefault(name, -1);
    }
}
