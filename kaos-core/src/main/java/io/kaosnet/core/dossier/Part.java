package io.kaosnet.core.dossier;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.protocol.json.JsonFactories;
import io.kaosnet.protocol.json.JsonFormatException;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A JSON object of a dossier, as it is read. Immutable. What is of another kind than it has to be
/// is the caller's mistake.
final class Part {
    private static final JsonFactory JSON = JsonFactories.create();

    private final String path;
    private final Map<String, @Nullable Object> members;

    private Part(String path, Map<String, @Nullable Object> members) {
        this.path = path;
        this.members = members;
    }

    /// @throws ApiException `INVALID_ARGUMENT` for a text that is no JSON object
    static Part parse(String json) {
        try (JsonParser in = JSON.createParser(json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw ApiException.invalidArgument("data: expected a JSON object");
            }
            Part part = new Part("", object(in));
            if (in.nextToken() != null) {
                throw ApiException.invalidArgument("data: more than one JSON object");
            }
            return part;
        } catch (IOException e) {
            throw ApiException.invalidArgument("data: " + JsonFormatException.text(e));
        }
    }

    private static Map<String, @Nullable Object> object(JsonParser in) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            members.put(name, value(in));
        }
        return members;
    }

    private static @Nullable Object value(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(in));
                }
                yield elements;
            }
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> in.getText();
        };
    }

    private String named(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private ApiException wrong(String name, String expected) {
        return ApiException.invalidArgument(
                named(name) + ": " + members.get(name) + " (expected: " + expected + ")");
    }

    @SuppressWarnings("unchecked") // made by object() alone
    private Part of(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Part(named(name), (Map<String, @Nullable Object>) map);
        }
        throw wrong(name, "an object");
    }

    /// An empty one when it is not there.
    Part part(String name) {
        Object value = members.get(name);
        return value == null ? new Part(named(name), Map.of()) : of(name, value);
    }

    /// None when it is not there.
    List<Part> parts(String name) {
        Object value = members.get(name);
        List<Part> parts = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object element : list) {
                parts.add(of(name, element));
            }
        } else if (value != null) {
            throw wrong(name, "a list");
        }
        return parts;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    @Nullable String textOrNull(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof String || value instanceof Boolean) {
            return value == null ? null : value.toString();
        }
        throw wrong(name, "a text");
    }

    String text(String name) {
        return text(name, "");
    }

    String text(String name, String standard) {
        String text = textOrNull(name);
        return text == null ? standard : text;
    }

    UUID id(String name) {
        try {
            return UUID.fromString(text(name));
        } catch (IllegalArgumentException _) {
            throw wrong(name, "a UUID");
        }
    }

    /// The nil UUID when it is not there.
    UUID idOrNil(String name) {
        return text(name).isEmpty() ? new UUID(0, 0) : id(name);
    }

    long number(String name, long least, long most, long standard) {
        String text = textOrNull(name);
        if (text == null) {
            return standard;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw wrong(name, least + ".." + most);
    }

    boolean flag(String name) {
        return text(name).equals("true");
    }

    /// Microseconds since 1970; the standard when it is not there.
    long micros(String name, long standard) {
        String text = textOrNull(name);
        if (text == null) {
            return standard;
        }
        try {
            Instant time = Instant.parse(text);
            return Math.addExact(
                    Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1000);
        } catch (DateTimeParseException | ArithmeticException _) {
            throw wrong(name, "a time as in RFC 3339");
        }
    }
}
