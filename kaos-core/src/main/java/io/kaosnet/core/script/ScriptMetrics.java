package io.kaosnet.core.script;

import java.util.Map;

/// Takes the measurements of the game's own code. Safe from any thread, never blocks; bounded in
/// the number of names and tags it keeps.
public interface ScriptMetrics {
    void add(String name, Map<String, String> tags, long delta);

    void set(String name, Map<String, String> tags, double value);

    void record(String name, Map<String, String> tags, long nanos);

    ScriptMetrics NONE =
            new ScriptMetrics() {
                @Override
                public void add(String name, Map<String, String> tags, long delta) {}

                @Override
                public void set(String name, Map<String, String> tags, double value) {}

                @Override
                public void record(String name, Map<String, String> tags, long nanos) {}
            };
}
