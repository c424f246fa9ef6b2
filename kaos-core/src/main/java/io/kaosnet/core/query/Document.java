package io.kaosnet.core.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What queries are run against: values by field name. Nested objects are dotted names, an array is
/// one value for each element. Immutable.
public final class Document {
    private static final Value[] NONE = {};
    private static final JsonFactory JSON = JsonFactories.create();

    private final Map<String, Value[]> fields;

    private Document(Map<String, Value[]> fields) {
        this.fields = fields;
    }

    public static Builder builder() {
        return new Builder();
    }

    /// The values of a field, none when it is absent; must not be modified.
    Value[] values(String field) {
        Value[] values = fields.get(field);
        return values == null ? NONE : values;
    }

    /// Every field that has a value.
    public Set<String> fields() {
        return fields.keySet();
    }

    /// The values of a field, for an index.
    public List<Value> valuesOf(String field) {
        return List.of(values(field));
    }

    /// Collects fields. Owned by its caller.
    public static final class Builder {
        private final Map<String, List<Value>> fields = new HashMap<>();

        private Builder() {}

        public Builder text(String field, String text) {
            return add(field, new Value.Text(text));
        }

        public Builder number(String field, double number) {
            return add(field, new Value.Numeric(number));
        }

        public Builder flag(String field, boolean flag) {
            return add(field, flag ? Value.TRUE : Value.FALSE);
        }

        public Builder add(String field, Value value) {
            fields.computeIfAbsent(field, _ -> new ArrayList<>(1)).add(value);
            return this;
        }

        /// Adds the members of a JSON object as `prefix.name`.
        ///
        /// @return whether the text is a JSON object; when not, nothing is added
        public boolean json(String prefix, String json) {
            var added = new Builder();
            try (JsonParser parser = JSON.createParser(json)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    return false;
                }
                added.readObject(prefix, parser);
                if (parser.nextToken() != null) {
                    return false;
                }
            } catch (IOException _) {
                // Not JSON; the caller is told by the answer.
                return false;
            }
            added.fields.forEach((field, values) -> values.forEach(value -> add(field, value)));
            return true;
        }

        private void readObject(@Nullable String prefix, JsonParser parser) throws IOException {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                readValue(prefix == null ? name : prefix + '.' + name, parser);
            }
        }

        private void readValue(String field, JsonParser parser) throws IOException {
            switch (parser.currentToken()) {
                case START_OBJECT -> readObject(field, parser);
                case START_ARRAY -> {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        readValue(field, parser);
                    }
                }
                case VALUE_STRING -> add(field, Value.of(parser.getText()));
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(field, parser.getDoubleValue());
                case VALUE_TRUE -> add(field, Value.TRUE);
                case VALUE_FALSE -> add(field, Value.FALSE);
                default -> {
                    // Nulls are not indexed.
                }
            }
        }

        public Document build() {
            Map<String, Value[]> all = HashMap.newHashMap(fields.size());
            fields.forEach((field, values) -> all.put(field, values.toArray(NONE)));
            return new Document(all);
        }
    }
}
