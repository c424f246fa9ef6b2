package io.kaosnet.core.script;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import io.kaosnet.protocol.json.LenientBase64;
import io.kaosnet.protocol.json.Rfc3339;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The wire's messages as tables and back. Pure functions.
///
/// A table has the fields that are set, by their names in the proto files. As in the JSON form,
/// 64-bit integers are strings, bytes are Base64, times are RFC 3339, enums are numbers, wrappers
/// are their value. On the way back numbers are taken where strings would come.
public final class ScriptMessages {
    private static final String WRAPPERS = "google/protobuf/wrappers.proto";

    private ScriptMessages() {}

    public static Map<Object, @Nullable Object> table(MessageOrBuilder message) {
        Map<Object, @Nullable Object> table = new LinkedHashMap<>();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            table.put(field.getName(), value(field, entry.getValue()));
        }
        return table;
    }

    private static @Nullable Object value(FieldDescriptor field, Object value) {
        if (field.isMapField()) {
            Map<Object, @Nullable Object> map = new LinkedHashMap<>();
            Descriptor entry = field.getMessageType();
            for (Object one : (List<?>) value) {
                Message pair = (Message) one;
                FieldDescriptor of = entry.findFieldByNumber(2);
                map.put(
                        String.valueOf(pair.getField(entry.findFieldByNumber(1))),
                        single(pair.getField(of)));
            }
            return map;
        }
        if (field.isRepeated()) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object one : (List<?>) value) {
                list.add(single(one));
            }
            return list;
        }
        return single(value);
    }

    private static @Nullable Object single(Object value) {
        return switch (value) {
            case Integer number -> (Object) (long) number;
            case Long number -> String.valueOf(number);
            case Float number -> (Object) (double) number;
            case EnumValueDescriptor constant -> (Object) (long) constant.getNumber();
            case ByteString bytes -> Base64.getEncoder().encodeToString(bytes.toByteArray());
            case Timestamp time -> Rfc3339.format(time);
            case Message message when isWrapper(message.getDescriptorForType()) -> {
                FieldDescriptor inner = message.getDescriptorForType().findFieldByNumber(1);
                yield single(message.getField(inner));
            }
            case Message message -> table(message);
            default -> value;
        };
    }

    private static boolean isWrapper(Descriptor type) {
        return type.getFile().getName().equals(WRAPPERS);
    }

    /// Sets the fields that the table has.
    ///
    /// @throws ScriptException for a field that the message has not, or a value that does not fit
    public static void merge(Map<?, ?> table, Message.Builder into) {
        Descriptor type = into.getDescriptorForType();
        for (Map.Entry<?, ?> entry : table.entrySet()) {
            String name = Args.textOf(entry.getKey());
            FieldDescriptor field = type.findFieldByName(name);
            if (field == null) {
                field = byJsonName(type, name);
            }
            if (field == null) {
                throw new ScriptException(type.getName() + ": unknown field \"" + name + "\"");
            }
            Object value = entry.getValue();
            if (value != null) {
                set(into, field, value);
            }
        }
    }

    private static @Nullable FieldDescriptor byJsonName(Descriptor type, String name) {
        for (FieldDescriptor field : type.getFields()) {
            if (field.getJsonName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private static void set(Message.Builder into, FieldDescriptor field, Object value) {
        if (field.isMapField()) {
            if (!(value instanceof Map<?, ?> map)) {
                if (value instanceof List<?> list && list.isEmpty()) {
                    return;
                }
                throw wrong(field, "a table of names and values");
            }
            Descriptor type = field.getMessageType();
            map.forEach(
                    (key, one) -> {
                        if (one != null) {
                            Message.Builder pair = into.newBuilderForField(field);
                            FieldDescriptor keyField = type.findFieldByNumber(1);
                            pair.setField(keyField, parsed(pair, keyField, key));
                            FieldDescriptor of = type.findFieldByNumber(2);
                            pair.setField(of, parsed(pair, of, one));
                            into.addRepeatedField(field, pair.build());
                        }
                    });
        } else if (field.isRepeated()) {
            boolean isEmpty = value instanceof Map<?, ?> map && map.isEmpty();
            if (!isEmpty) {
                if (!(value instanceof List<?> list)) {
                    throw wrong(field, "a list");
                }
                for (Object one : list) {
                    if (one == null) {
                        throw wrong(field, "a list without nil");
                    }
                    into.addRepeatedField(field, parsed(into, field, one));
                }
            }
        } else {
            into.setField(field, parsed(into, field, value));
        }
    }

    private static Object parsed(Message.Builder owner, FieldDescriptor field, Object value) {
        return switch (field.getJavaType()) {
            case INT -> (Object) Math.toIntExact(whole(field, value));
            case LONG -> (Object) whole(field, value);
            case FLOAT -> (Object) (float) fraction(field, value);
            case DOUBLE -> (Object) fraction(field, value);
            case BOOLEAN -> {
                if (!(value instanceof Boolean)) {
                    throw wrong(field, "a boolean");
                }
                yield value;
            }
            case STRING -> text(field, value);
            case BYTE_STRING -> bytes(field, value);
            case ENUM -> constant(field, value);
            case MESSAGE -> message(owner, field, value);
        };
    }

    private static String text(FieldDescriptor field, Object value) {
        if (value instanceof String || value instanceof byte[] || value instanceof Long) {
            return Args.textOf(value);
        }
        throw wrong(field, "a string");
    }

    private static ByteString bytes(FieldDescriptor field, Object value) {
        byte[] decoded = LenientBase64.decode(text(field, value));
        if (decoded == null) {
            throw wrong(field, "Base64");
        }
        return ByteString.copyFrom(decoded);
    }

    private static EnumValueDescriptor constant(FieldDescriptor field, Object value) {
        EnumValueDescriptor found =
                value instanceof String name
                        ? field.getEnumType().findValueByName(name)
                        : field.getEnumType().findValueByNumber((int) whole(field, value));
        if (found == null) {
            throw wrong(field, "one of its numbers");
        }
        return found;
    }

    private static Message message(Message.Builder owner, FieldDescriptor field, Object value) {
        Message.Builder made = owner.newBuilderForField(field);
        Descriptor type = field.getMessageType();
        if (isWrapper(type)) {
            FieldDescriptor inner = type.findFieldByNumber(1);
            made.setField(inner, parsed(made, inner, value));
        } else if (type.getFullName().equals("google.protobuf.Timestamp")) {
            Timestamp time = Rfc3339.parse(text(field, value));
            if (time == null) {
                throw wrong(field, "a time as in RFC 3339");
            }
            return time;
        } else if (value instanceof Map<?, ?> table) {
            merge(table, made);
        } else if (!(value instanceof List<?> list) || !list.isEmpty()) {
            throw wrong(field, "a table");
        }
        return made.build();
    }

    private static long whole(FieldDescriptor field, Object value) {
        switch (value) {
            case Long number -> {
                return number;
            }
            case Double number when number == Math.rint(number) -> {
                return (long) (double) number;
            }
            case String text -> {
                try {
                    return Long.parseLong(text);
                } catch (NumberFormatException _) {
                    throw wrong(field, "an integer");
                }
            }
            case byte[] text -> {
                return whole(field, Args.textOf(text));
            }
            default -> throw wrong(field, "an integer");
        }
    }

    private static double fraction(FieldDescriptor field, Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(field, "a number");
    }

    private static ScriptException wrong(FieldDescriptor field, String expected) {
        return new ScriptException(
                field.getContainingType().getName()
                        + "."
                        + field.getName()
                        + ": expected "
                        + expected);
    }
}
