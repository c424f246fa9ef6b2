package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One field of one message type, both directions. Safe from any thread.
///
/// Accessors are bound when first used, since most fields of a big message (the envelope has 51)
/// are never touched by one server. They are stateless, so that a race binds twice and harms
/// nothing.
@SuppressWarnings("unchecked") // Class<Function> -> Class<Function<Object, Object>> in the shapes
abstract class FieldCodec extends MessageCodec.Member {
    private static final Class<Predicate<Object>> PREDICATE = shape(Predicate.class);
    private static final Class<ToIntFunction<Object>> TO_INT = shape(ToIntFunction.class);
    private static final Class<ToLongFunction<Object>> TO_LONG = shape(ToLongFunction.class);
    private static final Class<ToDoubleFunction<Object>> TO_DOUBLE = shape(ToDoubleFunction.class);
    private static final Class<ObjIntConsumer<Object>> INT_SETTER = shape(ObjIntConsumer.class);
    private static final Class<ObjLongConsumer<Object>> LONG_SETTER = shape(ObjLongConsumer.class);
    private static final Class<ObjDoubleConsumer<Object>> DOUBLE_SETTER =
            shape(ObjDoubleConsumer.class);
    private static final Class<BiConsumer<Object, Object>> SETTER = shape(BiConsumer.class);

    /// As `ObjIntConsumer`, for a boolean.
    interface BooleanSetter {
        void accept(Object builder, boolean value);
    }

    final FieldDescriptor field;
    final SerializedString name;
    final String accessorName;
    final Class<?> messageClass;
    final Class<?> builderClass;

    private FieldCodec(FieldDescriptor field, Message owner) {
        this.field = field;
        this.name = new SerializedString(field.getName());
        this.accessorName = Accessors.nameOf(field);
        this.messageClass = owner.getClass();
        this.builderClass = owner.newBuilderForType().getClass();
    }

    /// Writes the value alone. Called for the member of a oneof that is set.
    abstract void writeValue(JsonGenerator out, Object message) throws IOException;

    /// Reads the value that the parser stands on into the builder.
    abstract void read(JsonParser parser, Message.Builder builder) throws IOException;

    static FieldCodec of(FieldDescriptor field, Message owner, MessageJson json) {
        if (field.isMapField()) {
            return new MapField(field, owner, json);
        }
        if (field.isRepeated()) {
            return new RepeatedField(field, owner, json);
        }
        if (!field.hasPresence()) {
            switch (field.getJavaType()) {
                case BOOLEAN -> {
                    return new BooleanField(field, owner);
                }
                case INT, ENUM -> {
                    return new IntField(field, owner, json);
                }
                case LONG -> {
                    return new LongField(field, owner, json);
                }
                case DOUBLE -> {
                    return new DoubleField(field, owner);
                }
                case FLOAT, STRING, BYTE_STRING, MESSAGE -> {}
            }
        }
        return new ObjectField(field, owner, json);
    }

    private static <T> Class<T> shape(Class<?> raw) {
        return (Class<T>) raw;
    }

    /// The codec for the value of `field`; `owner` is the message (or map entry) that has it.
    private static ValueCodec valueCodec(FieldDescriptor field, Message owner, MessageJson json) {
        return switch (field.getType()) {
            case BOOL -> ValueCodec.BOOL;
            case INT32, SINT32, SFIXED32 -> ValueCodec.INT32;
            case UINT32, FIXED32 -> ValueCodec.UINT32;
            case INT64, SINT64, SFIXED64 -> ValueCodec.INT64;
            case UINT64, FIXED64 -> ValueCodec.UINT64;
            case FLOAT -> ValueCodec.FLOAT;
            case DOUBLE -> ValueCodec.DOUBLE;
            case STRING -> ValueCodec.STRING;
            case BYTES -> ValueCodec.BYTES;
            case ENUM -> new ValueCodec.EnumValue(field.getEnumType());
            case MESSAGE, GROUP ->
                    messageCodec(
                            field.getMessageType(),
                            () ->
                                    owner.newBuilderForType()
                                            .newBuilderForField(field)
                                            .getDefaultInstanceForType(),
                            json);
        };
    }

    /// The codec for values of a message type.
    static ValueCodec messageCodec(Descriptor type, Supplier<Message> prototype, MessageJson json) {
        if (type == Timestamp.getDescriptor()) {
            return json.hasWholeSeconds()
                    ? ValueCodec.TIMESTAMP_WHOLE_SECONDS
                    : ValueCodec.TIMESTAMP;
        }
        if (type.getFile().getName().equals("google/protobuf/wrappers.proto")) {
            Message wrapper = prototype.get();
            return new ValueCodec.WrapperValue(
                    wrapper, valueCodec(type.findFieldByNumber(1), wrapper, json));
        }
        if (type.getFile().getPackage().equals("google.protobuf") && !type.getFields().isEmpty()) {
            throw new IllegalArgumentException(
                    type.getFullName() + ": has a JSON form of its own, which is not known here");
        }
        return new ValueCodec.MessageValue(json, prototype);
    }

    private static final class BooleanField extends FieldCodec {
        private @Nullable Predicate<Object> getter;
        private @Nullable BooleanSetter setter;

        BooleanField(FieldDescriptor field, Message owner) {
            super(field, owner);
        }

        private boolean get(Object message) {
            Predicate<Object> bound = getter;
            if (bound == null) {
                bound = Accessors.getter(PREDICATE, messageClass, "get" + accessorName);
                getter = bound;
            }
            return bound.test(message);
        }

        @Override
        void write(JsonGenerator out, Object message) throws IOException {
            if (get(message)) {
                out.writeFieldName(name);
                out.writeBoolean(true);
            }
        }

        @Override
        void writeValue(JsonGenerator out, Object message) throws IOException {
            out.writeBoolean(get(message));
        }

        @Override
        void read(JsonParser parser, Message.Builder builder) throws IOException {
            BooleanSetter bound = setter;
            if (bound == null) {
                bound =
                        Accessors.setter(
                                BooleanSetter.class,
                                builderClass,
                                "set" + accessorName,
                                boolean.class);
                setter = bound;
            }
            bound.accept(builder, ValueCodec.readBoolean(parser));
        }
    }

    /// int32, uint32 and their kin, and enums by number.
    private static final class IntField extends FieldCodec {
        private final boolean isAlwaysWritten;
        private final boolean isUnsigned;
        private final ValueCodec.@Nullable EnumValue enumValue;
        private @Nullable ToIntFunction<Object> getter;
        private @Nullable ObjIntConsumer<Object> setter;

        IntField(FieldDescriptor field, Message owner, MessageJson json) {
            super(field, owner);
            isAlwaysWritten = json.isAlwaysWritten(field);
            isUnsigned =
                    field.getType() == FieldDescriptor.Type.UINT32
                            || field.getType() == FieldDescriptor.Type.FIXED32;
            enumValue =
                    field.getType() == FieldDescriptor.Type.ENUM
                            ? new ValueCodec.EnumValue(field.getEnumType())
                            : null;
        }

        private String suffix() {
            return enumValue != null ? "Value" : "";
        }

        private int get(Object message) {
            ToIntFunction<Object> bound = getter;
            if (bound == null) {
                bound = Accessors.getter(TO_INT, messageClass, "get" + accessorName + suffix());
                getter = bound;
            }
            return bound.applyAsInt(message);
        }

        @Override
        void write(JsonGenerator out, Object message) throws IOException {
            int value = get(message);
            if (value != 0 || isAlwaysWritten) {
                out.writeFieldName(name);
                writeInt(out, value);
            }
        }

        @Override
        void writeValue(JsonGenerator out, Object message) throws IOException {
            writeInt(out, get(message));
        }

        private void writeInt(JsonGenerator out, int value) throws IOException {
            if (isUnsigned) {
                out.writeNumber(Integer.toUnsignedLong(value));
            } else {
                out.writeNumber(value);
            }
        }

        @Override
        void read(JsonParser parser, Message.Builder builder) throws IOException {
            ObjIntConsumer<Object> bound = setter;
            if (bound == null) {
                bound =
                        Accessors.setter(
                                INT_SETTER,
                                builderClass,
                                "set" + accessorName + suffix(),
                                int.class);
                setter = bound;
            }
            int value;
            if (enumValue != null) {
                value = enumValue.readNumber(parser);
            } else {
                value = isUnsigned ? Numbers.uint32(parser) : Numbers.int32(parser);
            }
            bound.accept(builder, value);
        }
    }

    private static final class LongField extends FieldCodec {
        private final boolean isAlwaysWritten;
        private final boolean isUnsigned;
        private @Nullable ToLongFunction<Object> getter;
        private @Nullable ObjLongConsumer<Object> setter;

        LongField(FieldDescriptor field, Message owner, MessageJson json) {
            super(field, owner);
            isAlwaysWritten = json.isAlwaysWritten(field);
            isUnsigned =
                    field.getType() == FieldDescriptor.Type.UINT64
                            || field.getType() == FieldDescriptor.Type.FIXED64;
        }

        private long get(Object message) {
            ToLongFunction<Object> bound = getter;
            if (bound == null) {
                bound = Accessors.getter(TO_LONG, messageClass, "get" + accessorName);
                getter = bound;
            }
            return bound.applyAsLong(message);
        }

        @Override
        void write(JsonGenerator out, Object message) throws IOException {
            long value = get(message);
            if (value != 0 || isAlwaysWritten) {
                out.writeFieldName(name);
                writeLong(out, value);
            }
        }

        @Override
        void writeValue(JsonGenerator out, Object message) throws IOException {
            writeLong(out, get(message));
        }

        private void writeLong(JsonGenerator out, long value) throws IOException {
            out.writeString(isUnsigned ? Long.toUnsignedString(value) : Long.toString(value));
        }

        @Override
        void read(JsonParser parser, Message.Builder builder) throws IOException {
            ObjLongConsumer<Object> bound = setter;
            if (bound == null) {
                bound =
                        Accessors.setter(
                                LONG_SETTER, builderClass, "set" + accessorName, long.class);
                setter = bound;
            }
            bound.accept(builder, isUnsigned ? Numbers.uint64(parser) : Numbers.int64(parser));
        }
    }

    private static final class DoubleField extends FieldCodec {
        private @Nullable ToDoubleFunction<Object> getter;
        private @Nullable ObjDoubleConsumer<Object> setter;

        DoubleField(FieldDescriptor field, Message owner) {
            super(field, owner);
        }

        private double get(Object message) {
            ToDoubleFunction<Object> bound = getter;
            if (bound == null) {
                bound = Accessors.getter(TO_DOUBLE, messageClass, "get" + accessorName);
                getter = bound;
            }
            return bound.applyAsDouble(message);
        }

        @Override
        void write(JsonGenerator out, Object message) throws IOException {
            double value = get(message);
            if (Double.doubleToRawLongBits(value) != 0) {
                out.writeFieldName(name);
                Numbers.writeFloat64(out, value);
            }
        }

        @Override
        void writeValue(JsonGenerator out, Object message) throws IOException {
            Numbers.writeFloat64(out, get(message));
        }

        @Override
        void read(JsonParser parser, Message.Builder builder) throws IOException {
            ObjDoubleConsumer<Object> bound = setter;
            if (bound == null) {
                bound =
                        Accessors.setter(
                                DOUBLE_SETTER, builderClass, "set" + accessorName, double.class);
                setter = bound;
            }
            bound.accept(builder, Numbers.float64(parser));
        }
    }

    /// Strings, bytes, messages, and everything that knows whether it is set.
    private static final class ObjectField extends FieldCodec {
        private final ValueCodec codec;
        private final String suffix;
        private @Nullable Predicate<Object> presence;
        private @Nullable Function<Object, Object> getter;
        private @Nullable BiConsumer<Object, Object> setter;

        ObjectField(FieldDescriptor field, Message owner, MessageJson json) {
            super(field, owner);
            codec = valueCodec(field, owner, json);
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
            if (field.hasPresence()) {
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

    private static final class RepeatedField extends FieldCodec {
        private final ValueCodec codec;
        private final boolean isAlwaysWritten;
        private final String suffix;
        private @Nullable Function<Object, Object> getter;
        private @Nullable BiConsumer<Object, Object> setter;

        RepeatedField(FieldDescriptor field, Message owner, MessageJson json) {
            super(field, owner);
            codec = valueCodec(field, owner, json);
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

    private static final class MapField extends FieldCodec {
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
            codec = valueCodec(value, entry, json);
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
