package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.function.ObjDoubleConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Fields of primitive type without presence: no value is boxed on its way.
final class PrimitiveFields {
    private static final Class<Predicate<Object>> PREDICATE = FieldCodec.shape(Predicate.class);
    private static final Class<ToIntFunction<Object>> TO_INT =
            FieldCodec.shape(ToIntFunction.class);
    private static final Class<ToLongFunction<Object>> TO_LONG =
            FieldCodec.shape(ToLongFunction.class);
    private static final Class<ToDoubleFunction<Object>> TO_DOUBLE =
            FieldCodec.shape(ToDoubleFunction.class);
    private static final Class<ObjIntConsumer<Object>> INT_SETTER =
            FieldCodec.shape(ObjIntConsumer.class);
    private static final Class<ObjLongConsumer<Object>> LONG_SETTER =
            FieldCodec.shape(ObjLongConsumer.class);
    private static final Class<ObjDoubleConsumer<Object>> DOUBLE_SETTER =
            FieldCodec.shape(ObjDoubleConsumer.class);

    /// As `ObjIntConsumer`, for a boolean.
    interface BooleanSetter {
        void accept(Object builder, boolean value);
    }

    private PrimitiveFields() {}

    static final class BooleanField extends FieldCodec {
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
    static final class IntField extends FieldCodec {
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

    static final class LongField extends FieldCodec {
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

    static final class DoubleField extends FieldCodec {
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
}
