package io.kaosnet.scripting.functions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptJson;
import io.kaosnet.core.script.ScriptMessages;
import io.kaosnet.core.script.ScriptTables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What features answer, as the tables that scripts expect: times in seconds, JSON decoded, every
/// plain field there. Pure functions.
final class Results {
    /// Fields that hold JSON.
    private static final Set<String> JSON =
            Set.of("metadata", "wallet", "content", "value", "changeset");

    private Results() {}

    static List<Object> tables(List<? extends MessageOrBuilder> messages) {
        List<Object> tables = new ArrayList<>(messages.size());
        for (MessageOrBuilder message : messages) {
            tables.add(table(message));
        }
        return tables;
    }

    static Map<Object, @Nullable Object> table(MessageOrBuilder message) {
        Map<Object, @Nullable Object> table = new LinkedHashMap<>();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean isAbsent = field.hasPresence() && !message.hasField(field);
            if (!isAbsent && !field.isMapField()) {
                table.put(field.getName(), value(field, message.getField(field)));
            }
        }
        return table;
    }

    private static @Nullable Object value(FieldDescriptor field, Object value) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Object one : list) {
                values.add(single(field, one));
            }
            return values;
        }
        return single(field, value);
    }

    private static @Nullable Object single(FieldDescriptor field, Object value) {
        return switch (value) {
            case Integer number when field.getType() == FieldDescriptor.Type.UINT32 ->
                    (Object) Integer.toUnsignedLong(number);
            case Integer number -> (Object) (long) number;
            case EnumValueDescriptor constant -> (Object) (long) constant.getNumber();
            case ByteString bytes -> bytes.toByteArray();
            case Timestamp time -> (Object) time.getSeconds();
            case String text when JSON.contains(field.getName()) -> json(text);
            case Message message when isWrapper(message) -> {
                FieldDescriptor inner = message.getDescriptorForType().findFieldByNumber(1);
                yield single(field, message.getField(inner));
            }
            case Message message -> table(message);
            default -> value;
        };
    }

    private static boolean isWrapper(Message message) {
        return message.getDescriptorForType()
                .getFile()
                .getName()
                .equals("google/protobuf/wrappers.proto");
    }

    static @Nullable Object json(String text) {
        return text.isEmpty() ? Map.of() : ScriptJson.decode(text.getBytes(StandardCharsets.UTF_8));
    }

    // ---- arguments

    static UUID uuid(Args args, int index) {
        try {
            return UUID.fromString(args.text(index));
        } catch (IllegalArgumentException _) {
            throw args.bad(index, "expects a valid UUID");
        }
    }

    static @Nullable UUID uuidOrNull(Args args, int index) {
        return args.text(index).isEmpty() ? null : uuid(args, index);
    }

    static UUID uuid(String what, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw new ScriptException(what + ": \"" + text + "\" is no UUID");
        }
    }

    static List<UUID> uuids(Args args, int index, String what) {
        List<UUID> ids = new ArrayList<>();
        for (String text : ScriptTables.texts(what, args.list(index))) {
            ids.add(uuid(what, text));
        }
        return ids;
    }

    /// A table argument as JSON text; an absent or empty one is `{}`.
    static String jsonObject(Args args, int index) {
        return args.isNull(index) ? "{}" : jsonObject(args.any(index));
    }

    static String jsonObject(@Nullable Object table) {
        boolean isEmpty = table == null || (table instanceof List<?> list && list.isEmpty());
        return isEmpty ? "{}" : ScriptJson.encodeText(table);
    }

    /// Sets the fields that a table argument has; JSON may come as a table.
    static void merge(Args args, int index, Message.Builder into) {
        Map<Object, @Nullable Object> fields = new LinkedHashMap<>(args.map(index));
        for (String name : JSON) {
            Object value = fields.get(name);
            if (value instanceof Map || value instanceof List) {
                fields.put(name, jsonObject(value));
            }
        }
        ScriptMessages.merge(fields, into);
    }

    /// A limit between 1 and the most that a page has.
    static int limit(Args args, int index, int most) {
        long limit = args.integer(index);
        if (limit < 1 || limit > most) {
            throw args.bad(index, "expects limit to be 1-" + most);
        }
        return (int) limit;
    }

    static ScriptException failed(ApiException e) {
        return new ScriptException(e.text());
    }
}
