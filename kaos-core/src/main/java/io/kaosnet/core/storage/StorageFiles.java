package io.kaosnet.core.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectList;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Objects out of the storage into files and back. JSON is a list of objects with `collection`,
/// `key`, `user_id`, `value`, `permission_read` and `permission_write`; CSV has these as its
/// columns, with the value as JSON text. Blocks; safe from any virtual thread.
public final class StorageFiles {
    private static final JsonFactory JSON = JsonFactories.create();
    private static final int PAGE = 100;
    private static final String VALUE = "value";
    private static final List<String> COLUMNS =
            List.of("collection", "key", "user_id", VALUE, "permission_read", "permission_write");
    private static final List<String> REQUIRED_COLUMNS = List.of("collection", "key", VALUE);

    private final Storage storage;

    /// How a file is written.
    public enum Format {
        JSON,
        CSV;

        /// @throws IllegalArgumentException for a word that is none
        public static Format parse(String text) {
            return switch (text) {
                case "json" -> JSON;
                case "csv" -> CSV;
                default ->
                        throw new IllegalArgumentException(
                                "format: " + text + " (expected: json or csv)");
            };
        }
    }

    public StorageFiles(Storage storage) {
        this.storage = storage;
    }

    /// Writes all objects, by collection, key and owner. Objects that change meanwhile are written
    /// as they are when their page is read.
    ///
    /// @param collection only of this one; empty for all
    /// @return how many
    public long export(String collection, Format format, Writer out) throws IOException {
        List<String> collections =
                collection.isEmpty() ? storage.collections() : List.of(collection);
        return switch (format) {
            case JSON -> exportJson(collections, out);
            case CSV -> exportCsv(collections, out);
        };
    }

    private interface Sink {
        void accept(StorageObject object) throws IOException;
    }

    private long each(List<String> collections, Sink sink) throws IOException {
        long count = 0;
        for (String collection : collections) {
            String cursor = "";
            do {
                StorageObjectList page = storage.list(collection, null, PAGE, cursor);
                for (StorageObject object : page.getObjectsList()) {
                    sink.accept(object);
                    count++;
                }
                cursor = page.getCursor();
            } while (!cursor.isEmpty());
        }
        return count;
    }

    private long exportJson(List<String> collections, Writer out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartArray();
            long count =
                    each(
                            collections,
                            object -> {
                                json.writeRaw('\n');
                                json.writeStartObject();
                                json.writeStringField("collection", object.getCollection());
                                json.writeStringField("key", object.getKey());
                                json.writeStringField("user_id", object.getUserId());
                                writeValue(object.getValue(), json);
                                json.writeNumberField(
                                        "permission_read", object.getPermissionRead());
                                json.writeNumberField(
                                        "permission_write", object.getPermissionWrite());
                                json.writeEndObject();
                            });
            json.writeEndArray();
            json.writeRaw('\n');
            return count;
        }
    }

    /// A text is written as other servers write all values, as a text with the JSON in it: it comes
    /// back as a text, and not as what it says.
    private static void writeValue(String value, JsonGenerator json) throws IOException {
        if (value.stripLeading().startsWith("\"")) {
            json.writeStringField(VALUE, value);
        } else {
            json.writeFieldName(VALUE);
            json.writeRawValue(value);
        }
    }

    private long exportCsv(List<String> collections, Writer out) throws IOException {
        Csv.write(COLUMNS, out);
        long count =
                each(
                        collections,
                        object ->
                                Csv.write(
                                        List.of(
                                                object.getCollection(),
                                                object.getKey(),
                                                object.getUserId(),
                                                object.getValue(),
                                                Integer.toString(object.getPermissionRead()),
                                                Integer.toString(object.getPermissionWrite())),
                                        out));
        out.flush();
        return count;
    }

    /// Writes all objects of a file over what is there, or none of them.
    ///
    /// @return how many
    /// @throws ApiException `INVALID_ARGUMENT` that tells the place of what is wrong
    public int restore(Format format, Reader in) throws IOException {
        List<StorageWrite> writes =
                switch (format) {
                    case JSON -> readJson(in);
                    case CSV -> readCsv(in);
                };
        storage.write(writes);
        return writes.size();
    }

    private static List<StorageWrite> readJson(Reader in) throws IOException {
        List<StorageWrite> writes = new ArrayList<>();
        try (JsonParser json = JSON.createParser(in)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw ApiException.invalidArgument("expected a JSON list of objects");
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                writes.add(write(readObject(json, writes.size()), "object " + writes.size()));
            }
            if (json.nextToken() != null) {
                throw ApiException.invalidArgument("expected nothing after the list of objects");
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw ApiException.invalidArgument("object " + writes.size() + ": " + e.getMessage());
        }
        return writes;
    }

    private static Map<String, String> readObject(JsonParser json, int index) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw ApiException.invalidArgument("object " + index + ": expected a JSON object");
        }
        Map<String, String> fields = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (!COLUMNS.contains(name)) {
                json.skipChildren();
            } else if (name.equals(VALUE) && !token.isScalarValue()) {
                var text = new StringWriter();
                try (JsonGenerator copy = JSON.createGenerator(text)) {
                    copy(json, copy);
                }
                fields.put(name, text.toString());
            } else if (name.equals(VALUE)) {
                fields.put(name, json.getText());
            } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
                fields.put(name, json.getText());
            } else {
                json.skipChildren();
            }
        }
        return fields;
    }

    /// The list or object at hand, with all digits of its numbers.
    private static void copy(JsonParser json, JsonGenerator copy) throws IOException {
        int depth = 0;
        while (true) {
            copy.copyCurrentEventExact(json);
            if (json.currentToken().isStructStart()) {
                depth++;
            } else if (json.currentToken().isStructEnd()) {
                depth--;
            }
            if (depth == 0) {
                return;
            }
            json.nextToken();
        }
    }

    private static List<StorageWrite> readCsv(Reader in) throws IOException {
        Csv csv = new Csv(in);
        List<String> header = csv.read();
        if (header == null || !header.containsAll(REQUIRED_COLUMNS)) {
            throw ApiException.invalidArgument("line 1: expected " + String.join(",", COLUMNS));
        }
        List<StorageWrite> writes = new ArrayList<>();
        while (true) {
            int line = csv.line() + 1;
            List<String> record = csv.read();
            if (record == null) {
                return writes;
            }
            if (record.size() != header.size()) {
                throw ApiException.invalidArgument(
                        "line "
                                + line
                                + ": "
                                + record.size()
                                + " fields (expected: "
                                + header.size()
                                + ")");
            }
            Map<String, String> fields = new HashMap<>();
            for (int i = 0; i < header.size(); i++) {
                fields.put(header.get(i), record.get(i));
            }
            writes.add(write(fields, "line " + line));
        }
    }

    /// @param place for the error
    private static StorageWrite write(Map<String, String> fields, String place) {
        try {
            String owner = fields.getOrDefault("user_id", "");
            UUID user = owner.isEmpty() ? Storage.SYSTEM : Arguments.uuid("user_id", owner);
            return new StorageWrite(
                    fields.getOrDefault("collection", ""),
                    fields.getOrDefault("key", ""),
                    user,
                    fields.getOrDefault(VALUE, ""),
                    "",
                    permission(fields, "permission_read"),
                    permission(fields, "permission_write"));
        } catch (ApiException e) {
            throw ApiException.invalidArgument(place + ": " + e.getMessage());
        }
    }

    private static int permission(Map<String, String> fields, String name) {
        String text = fields.getOrDefault(name, "");
        try {
            return text.isEmpty() ? 1 : Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw ApiException.invalidArgument(name + ": " + text + " (expected: 0..2)");
        }
    }
}
