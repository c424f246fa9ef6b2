package io.kaosnet.core.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of functions. Filled while the server is put together; immutable afterwards.
public final class ScriptFunctions {
    private final Map<String, ScriptFunction> byName = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();

    /// Adds functions of one area.
    public Area area(String name) {
        return new Area(name);
    }

    /// A second name, of the first KaosNet's scripts.
    public ScriptFunctions alias(String alias, String name) {
        if (!byName.containsKey(name)) {
            throw new IllegalStateException(alias + " stands for the unknown function " + name);
        }
        aliases.put(alias, name);
        return this;
    }

    public Collection<ScriptFunction> all() {
        return byName.values();
    }

    public Map<String, String> aliases() {
        return aliases;
    }

    public @Nullable ScriptFunction find(String name) {
        return byName.get(aliases.getOrDefault(name, name));
    }

    /// The functions of the areas, by area.
    Map<String, List<ScriptFunction>> byArea() {
        Map<String, List<ScriptFunction>> areas = new java.util.TreeMap<>();
        for (ScriptFunction function : byName.values()) {
            areas.computeIfAbsent(function.area(), _ -> new ArrayList<>()).add(function);
        }
        return areas;
    }

    /// Adds to one area.
    public final class Area {
        private final String area;

        private Area(String area) {
            this.area = area;
        }

        /// A function that does not wait.
        public Area add(
                String name, String params, String returns, String doc, ScriptFunction.Body body) {
            return put(name, params, returns, doc, false, body);
        }

        /// A function that may wait.
        public Area addBlocking(
                String name, String params, String returns, String doc, ScriptFunction.Body body) {
            return put(name, params, returns, doc, true, body);
        }

        private Area put(
                String name,
                String params,
                String returns,
                String doc,
                boolean mayBlock,
                ScriptFunction.Body body) {
            var function =
                    new ScriptFunction(
                            area, name, Param.parse(params), returns, doc, mayBlock, body);
            if (byName.put(name, function) != null) {
                throw new IllegalStateException("function " + name + " is there twice");
            }
            return this;
        }
    }
}
