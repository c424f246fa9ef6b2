package io.kaosnet.server.config;

import io.kaosnet.core.limit.Rate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The effective value of every key. Immutable.
///
/// What comes later wins: defaults, YAML files in the order given (`--config`), environment
/// (`KAOSNET_SOCKET_PORT`), flags (`--socket.port 7350` or `--socket.port=7350`). An unknown key
/// in any of them is an error. Keys of a Nakama configuration that have no use here are read and
/// kept apart.
public final class Settings {
    private final Map<String, Object> values;
    private final Map<String, String> ignored;

    private Settings(Map<String, Object> values, Map<String, String> ignored) {
        this.values = Map.copyOf(values);
        this.ignored = Collections.unmodifiableMap(ignored);
    }

    /// @throws ConfigException for what the server would not start with
    public static Settings load(List<String> flags, Map<String, String> environment) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Key key : Keys.all().values()) {
            values.put(key.name(), key.parse(key.standard()));
        }
        Map<String, String> ignored = new TreeMap<>();
        Map<String, String> given = new LinkedHashMap<>();
        Deque<String> rest = new ArrayDeque<>(flags);
        while (!rest.isEmpty()) {
            String flag = rest.poll();
            if (!flag.startsWith("--")) {
                throw new ConfigException(flag + " (expected: --key value)");
            }
            int equals = flag.indexOf('=');
            String name = flag.substring(2, equals < 0 ? flag.length() : equals);
            String value = equals < 0 ? rest.poll() : flag.substring(equals + 1);
            if (value == null) {
                throw new ConfigException(flag + " (expected: a value behind it)");
            }
            if (name.equals("config")) {
                readFile(Path.of(value), values, ignored);
            } else {
                given.put(name, value);
            }
        }
        for (Key key : Keys.all().values()) {
            String value = environment.get(key.variable());
            if (value != null) {
                values.put(key.name(), key.parse(value));
            }
        }
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            if (entry.getKey().startsWith("KAOSNET_") && !isKnownVariable(entry.getKey())) {
                throw new ConfigException(
                        "environment variable "
                                + entry.getKey()
                                + " is no key"
                                + Keys.variableHint(entry.getKey()));
            }
        }
        given.forEach((name, value) -> set(name, value, values, ignored));
        return new Settings(values, ignored);
    }

    private static boolean isKnownVariable(String variable) {
        return variable.equals("KAOSNET_JAVA_OPTS")
                || Keys.all().values().stream().anyMatch(key -> key.variable().equals(variable));
    }

    /// @param value a text, or a list of them
    private static void set(
            String given, Object value, Map<String, Object> values, Map<String, String> ignored) {
        String name = ForeignKeys.current(given);
        Key key = Keys.all().get(name);
        if (key != null) {
            values.put(
                    name, value instanceof List<?> list ? key.parse(list) : key.parse(text(value)));
            return;
        }
        String reason = ForeignKeys.reason(name);
        if (reason == null) {
            Optional<String> inside =
                    Keys.all().keySet().stream().filter(k -> k.startsWith(name + ".")).findFirst();
            if (inside.isPresent()) {
                throw new ConfigException(
                        given
                                + ": "
                                + text(value)
                                + " (expected: keys below it, such as "
                                + inside.get()
                                + ")");
            }
            throw new ConfigException("unknown key " + given + Keys.hint(given));
        }
        ignored.put(given, reason);
    }

    private static void readFile(
            Path file, Map<String, Object> values, Map<String, String> ignored) {
        try {
            Object document =
                    new Load(LoadSettings.builder().setLabel(file.toString()).build())
                            .loadFromString(Files.readString(file));
            if (document instanceof Map<?, ?> map) {
                readMap("", map, values, ignored);
            } else if (document != null) {
                throw new ConfigException(file + ": not a map of keys");
            }
        } catch (NoSuchFileException _) {
            throw new ConfigException("--config " + file + ": there is no such file");
        } catch (IOException e) {
            throw new ConfigException("cannot read " + file + ": " + e.getMessage());
        } catch (YamlEngineException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        }
    }

    private static void readMap(
            String prefix, Map<?, ?> map, Map<String, Object> values, Map<String, String> ignored) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = prefix + entry.getKey();
            if (entry.getValue() instanceof Map<?, ?> inner) {
                readMap(name + ".", inner, values, ignored);
            } else if (entry.getValue() != null || !isSection(name)) {
                Object value = entry.getValue();
                set(name, value == null ? "" : value, values, ignored);
            }
        }
    }

    /// Whether a name without a value is a section whose keys are all left out.
    private static boolean isSection(String name) {
        String prefix = name + ".";
        return Keys.all().keySet().stream().anyMatch(key -> key.startsWith(prefix))
                || ForeignKeys.reasons().keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    private static String text(Object value) {
        return String.valueOf(value);
    }

    /// Keys that were given and have no effect, each with the reason.
    public Map<String, String> ignored() {
        return ignored;
    }

    public String text(String name) {
        return (String) value(name);
    }

    /// An address to listen on; an empty one means all.
    public String host(String name) {
        String host = text(name);
        return host.isEmpty() ? "0.0.0.0" : host;
    }

    /// A whole number within a range.
    ///
    /// @throws ConfigException outside of it
    public long whole(String name, long least, long most) {
        long value = (Long) value(name);
        if (value < least || value > most) {
            throw new ConfigException(
                    name + ": " + value + " (expected: " + least + ".." + most + ")");
        }
        return value;
    }

    /// The same, for a range of ints.
    public int integer(String name, int least, int most) {
        return (int) whole(name, least, most);
    }

    /// A port to listen on; 0 for a free one or none.
    public int port(String name) {
        return integer(name, 0, 65_535);
    }

    /// @throws ConfigException when it is no rate
    public Rate rate(String name) {
        return rate(name, text(name));
    }

    static Rate rate(String name, String text) {
        try {
            return Rate.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name + ": " + e.getMessage());
        }
    }

    public boolean flag(String name) {
        return (Boolean) value(name);
    }

    @SuppressWarnings("unchecked")
    public List<String> list(String name) {
        return (List<String>) value(name);
    }

    /// Entries of the form name=value.
    public List<Map.Entry<String, String>> pairs(String name) {
        return list(name).stream()
                .map(
                        entry -> {
                            int equals = entry.indexOf('=');
                            if (equals <= 0) {
                                throw new ConfigException(
                                        name + ": " + entry + " (expected: name=value)");
                            }
                            return Map.entry(
                                    entry.substring(0, equals).trim(),
                                    entry.substring(equals + 1).trim());
                        })
                .toList();
    }

    private Object value(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not in the table of keys");
        }
        return value;
    }

    /// Every key that is no secret with its value.
    public Map<String, Object> open() {
        Map<String, Object> open = new LinkedHashMap<>();
        for (Key key : Keys.all().values()) {
            if (!key.secret()) {
                open.put(key.name(), value(key.name()));
            }
        }
        return open;
    }

    /// Every key with its value, as YAML with what each is for; secrets masked.
    public String show() {
        var shown = new StringBuilder();
        String section = "";
        for (Key key : Keys.all().values()) {
            int dot = key.name().indexOf('.');
            String inSection = dot < 0 ? "" : key.name().substring(0, dot);
            if (!inSection.equals(section)) {
                section = inSection;
                shown.append(section).append(":\n");
            }
            Object value = value(key.name());
            String text =
                    key.secret()
                            ? String.valueOf(value).isEmpty() ? "\"\"" : "\"***\""
                            : key.type() == Key.Type.TEXT ? "\"" + value + "\"" : "" + value;
            String line = (dot < 0 ? "" : "  ") + key.name().substring(dot + 1) + ": " + text;
            shown.append(line)
                    .append(" ".repeat(Math.max(1, 44 - line.length())))
                    .append("# ")
                    .append(key.about())
                    .append('\n');
        }
        ignored.forEach(
                (name, reason) ->
                        shown.append("# without effect: ")
                                .append(name)
                                .append(" (")
                                .append(reason)
                                .append(")\n"));
        return shown.toString();
    }
}
