package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Fields whose value is an object, lists and maps.
final class ObjectFields {
    private static final Class<Predicate<Object>> PREDICATE = FieldCodec.shape(Predicate.class);
    private static final Class<BiConsumer<Object, Object>> SETTER =
            FieldCodec.shape(BiConsumer.class);

    private ObjectFields() {}

    /// Strings, bytes, messages, and everything that knows whether it is set.
    static final class ObjectField extends FieldCodec {
        private final ValueCodec codec;
        private final boolean hasPresence;
        private final String suffix;
        private @Nullable Predicate<Object> presence;
        private @Nullable Function<Object, Object> getter;
        private @Nullable BiConsumer<Object, Object> setter;

        ObjectField(FieldDescriptor field, Message owner, MessageJson json) {
            super(field, owner);
            codec = FieldCodec.valueCodec(field, owner, json);
            hasPresence = field.hasPresence();
            suffix = codec instanceof ValueCodec.EnumValue ? "Value" : "";
        }

        private Object get(Object message) {
            Function<Object, Object> bound = getter;
            if (bound == null) {
                bound =
                        Accessors.getter(
                                MessageCodec.getterShape(),
                                messageClass,
                                "get" + accessorName + suffix);
                getter = bound;
            }
            return bound.apply(message);
        }

        private boolean isPresent(Object message) {
            Predicate<Object> bound = presence;
            if (bound == null) {
                bound = Accessors.getter(PREDICATE, messageClass, "has" + accessorName);
                presence = bound;
            }
            return bound.test(message);
        }

        @Override
        void write(JsonGenerator out, Object message) throws IOException {
            if (hasPresence) {
                if (isPresent(message)) {
                    out.writeFieldName(name);
                    codec.write(out, get(message));
                }
                return;
            }
            Object value = get(message);
            if (!codec.isDefault(value)) {
                out.writeFieldName(name);
                codec.write(out, value);
            }
        }

        @Override
        void writeValue(JsonGenerator out, Object message) throws IOException {
            codec.write(out, get(message));
        }

        @Override
        void read(JsonParser parser, Message.Builder builder) throws IOException {
            BiConsumer<Object, Object> bound = setter;
            if (bound == null) {
                bound =
                        Accessors.setter(
                                SETTER, builderClass, "set" + accessorName + suffix, valueClass());
                setter = bound;
            }
            bound.accept(builder, codec.read(parser));
        }

        private Class<?> valueClass() {
            return switch (field.getJavaType()) {
                case BOOLEAN -> boolean.class;
                case INT, ENUM -> int.class;
                case LONG -> long.class;
                case FLOAT -> float.class;
                case DOUBLE -> double.class;
                case STRING -> String.class;
                case BYTE_STRING -> ByteString.class;
                case MESSAGE -> Accessors.returnType(messageClass, "get" + accessorName);
            };
        }
    }

    static final class RepeatedField extends FieldCodec {
        private final ValueCodec codec;
        private final boolean isAlwaysWritten;
        private final String suffix;
        private @Nullable Function<Object, Object> getter;
        private @Nullable BiConsumer<Object, Object> setter;

        RepeatedField(FieldDescriptor field, Message owner, MessageJson json) {
            super(field, owner);
            codec = FieldCodec.valueCodec(field, owner, json);
            isAlwaysWritten = json.isAlwaysWritten(field);
            suffix = codec instanceof ValueCodec.EnumValue ? "Value" : "";
        }

        private List<?> get(Object message) {
            Function<Object, Object> bound = getter;
            if (bound == null) {
                bound =
                        Accessors.getter(
                                MessageCodec.getterShape(),
                                messageClass,
                                "get" + accessorName + suffix + "List");
                getter = bound;
            }
            return (List<?>) bound.apply(message);
        }

        @Override
        void write(JsonGenerator out, Object message) throws IOException {
            List<?> values = get(message);
            if (!values.isEmpty() || isAlwaysWritten) {
                out.writeFieldName(name);
                writeArray(out, values);
            }
        }

        @Override
        void writeValue(JsonGenerator out, Object message) throws IOException {
            writeArray(out, get(message));
        }

        private void writeArray(JsonGenerator out, List<?> values) throws IOException {
            out.writeStartArray();
            for (int i = 0; i < values.size(); i++) {
                codec.write(out, values.get(i));
            }
            out.writeEndArray();
        }

        @Override
        void read(JsonParser parser, Message.Builder builder) throws IOException {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw JsonFormatException.unexpected(parser, "an array");
            }
            var values = new ArrayList<Object>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                values.add(codec.read(parser));
            }
            if (values.isEmpty()) {
                return;
            }
            BiConsumer<Object, Object> bound = setter;
            if (bound == null) {
                bound =
                        Accessors.setter(
                                SETTER,
                                builderClass,
                                "addAll" + accessorName + suffix,
                                Iterable.class);
                setter = bound;
            }
            bound.accept(builder, values);
        }
    }

    static final class MapField extends FieldCodec {
        private final ValueCodec codec;
        private final FieldDescriptor key;
        private final String suffix;
        private @Nullable Function<Object, Object> getter;
        private @Nullable BiConsumer<Object, Object> setter;

        MapField(FieldDescriptor field, Message owner, MessageJson json) {
            super(field, owner);
            key = field.getMessageType().findFieldByNumber(1);
            FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
            Message entry =
                    owner.newBuilderForType().newBuilderForField(field).getDefaultInstanceForType();
            codec = FieldCodec.valueCodec(value, entry, json);
            suffix = codec instanceof ValueCodec.EnumValue ? "Value" : "";
        }

        private Map<?, ?> get(Object message) {
            Function<Object, Object> bound = getter;
            if (bound == null) {
                bound =
                        Accessors.getter(
                                MessageCodec.getterShape(),
                                messageClass,
                                "get" + accessorName + suffix + "Map");
                getter = bound;
            }
            return (Map<?, ?>) bound.apply(message);
        }

        @Override
        void write(JsonGenerator out, Object message) throws IOException {
            if (!get(message).isEmpty()) {
                out.writeFieldName(name);
                writeValue(out, message);
            }
        }

        @Override
        void writeValue(JsonGenerator out, Object message) throws IOException {
            out.writeStartObject();
            for (var entry : get(message).entrySet()) {
                out.writeFieldName(keyText(entry.getKey()));
                codec.write(out, entry.getValue());
            }
            out.writeEndObject();
        }

        private String keyText(Object value) {
            return switch (key.getType()) {
                case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
                case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
                default -> value.toString();
            };
        }

        @Override
        void read(JsonParser parser, Message.Builder builder) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw JsonFormatException.unexpected(parser, "an object");
            }
            var values = new LinkedHashMap<Object, Object>();
            for (String text = parser.nextFieldName();
                    text != null;
                    text = parser.nextFieldName()) {
                Object keyValue = keyOf(parser, text);
                parser.nextToken();
                if (values.put(keyValue, codec.read(parser)) != null) {
                    throw JsonFormatException.at(parser, "the same key twice (expected: once)");
                }
            }
            if (values.isEmpty()) {
                return;
            }
            BiConsumer<Object, Object> bound = setter;
            if (bound == null) {
                bound =
                        Accessors.setter(
                                SETTER, builderClass, "putAll" + accessorName + suffix, Map.class);
                setter = bound;
            }
            bound.accept(builder, values);
        }

        private Object keyOf(JsonParser parser, String text) throws IOException {
            try {
                return switch (key.getType()) {
                    case STRING -> ValueCodec.wholeCharacters(parser, text);
                    case BOOL -> {
                        if (!text.equals("true") && !text.equals("false")) {
                            throw new NumberFormatException(text);
                        }
                        yield text.equals("true");
                    }
                    case UINT32, FIXED32 -> Integer.parseUnsignedInt(text);
                    case UINT64, FIXED64 -> Long.parseUnsignedLong(text);
                    case INT32, SINT32, SFIXED32 -> Integer.parseInt(text);
                    default -> Long.parseLong(text);
                };
            } catch (NumberFormatException _) { // told to the sender with the place and the rule
                throw JsonFormatException.at(
                        parser,
                        "a key that is no " + key.getType().name().toLowerCase(Locale.ROOT));
            }
        }
    }
}
