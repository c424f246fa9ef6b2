package io.kaosnet.server.config;

import java.util.List;

/// One configuration key. Immutable.
///
/// @param name dotted, as in the YAML file
/// @param type how its text is read
/// @param standard the default, as text; lists separated by commas
/// @param secret whether its value is masked when shown
/// @param about one line for the reader of `./kaosnet config`
record Key(String name, Type type, String standard, boolean secret, String about) {
    enum Type {
        TEXT,
        WHOLE,
        SWITCH,
        LIST
    }

    /// Name of the environment variable that sets it: `socket.port` is `KAOSNET_SOCKET_PORT`.
    String variable() {
        return "KAOSNET_" + name.replace('.', '_').toUpperCase(java.util.Locale.ROOT);
    }

    /// The value of a YAML list.
    ///
    /// @throws ConfigException where one value is expected
    Object parse(List<?> values) {
        if (type == Type.LIST) {
            return values.stream().map(String::valueOf).toList();
        }
        // The reference takes several addresses of its database as a list.
        return parse(String.join(",", values.stream().map(String::valueOf).toList()));
    }

    /// The value in its type.
    ///
    /// @throws ConfigException for text that is not of this key's type
    Object parse(String text) {
        return switch (type) {
            case TEXT -> text;
            case WHOLE -> {
                try {
                    yield Long.parseLong(text.trim().replace("_", ""));
                } catch (NumberFormatException _) {
                    throw new ConfigException(name + ": " + text + " (expected: a whole number)");
                }
            }
            case SWITCH ->
                    switch (text.trim()) {
                        case "true" -> true;
                        case "false" -> false;
                        default ->
                                throw new ConfigException(
                                        name + ": " + text + " (expected: true or false)");
                    };
            case LIST ->
                    text.isBlank()
                            ? List.of()
                            : java.util.Arrays.stream(text.split(",", -1))
                                    .map(String::trim)
                                    .toList();
        };
    }
}
