package io.kaosnet.runtime;

import java.util.Map;

/// Takes events, after the call that made them has been answered. May block.
@FunctionalInterface
public interface EventHook {
    /// @param external whether a client sent it
    record Event(String name, Map<String, String> properties, long timestampMs, boolean external) {}

    void run(RuntimeContext context, Event event);
}
