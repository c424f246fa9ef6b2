package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.io.SerializedString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.kaosnet.protocol.api.User;
import java.io.IOException;
import java.util.function.Supplier;

/// One field of one message type, both directions. Safe from any thread.
///
/// Accessors are bound when first used, since most fields of a big message (the envelope has 51)
/// are never touched by one server. They are stateless, so that a race binds twice and harms
/// nothing.
abstract class FieldCodec extends MessageCodec.Member {
    final FieldDescriptor field;
    final SerializedString name;
    final String accessorName;
    final Class<?> messageClass;
    final Class<?> builderClass;

    FieldCodec(FieldDescriptor field, Message owner) {
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
            return new ObjectFields.MapField(field, owner, json);
        }
        if (field.isRepeated()) {
            return new ObjectFields.RepeatedField(field, owner, json);
        }
        if (!field.hasPresence()) {
            switch (field.getJavaType()) {
                case BOOLEAN -> {
                    return new PrimitiveFields.BooleanField(field, owner);
                }
                case INT, ENUM -> {
                    return new PrimitiveFields.IntField(field, owner, json);
                }
                case LONG -> {
                    return new PrimitiveFields.LongField(field, owner, json);
                }
                case DOUBLE -> {
                    return new PrimitiveFields.DoubleField(field, owner);
                }
                case FLOAT, STRING, BYTE_STRING, MESSAGE -> {}
            }
        }
        return new ObjectFields.ObjectField(field, owner, json);
    }

    /// A class literal cannot carry type arguments.
    @SuppressWarnings("unchecked")
    static <T> Class<T> shape(Class<?> raw) {
        return (Class<T>) raw;
    }

    /// The codec for the value of `field`; `owner` is the message (or map entry) that has it.
    static ValueCodec valueCodec(FieldDescriptor field, Message owner, MessageJson json) {
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
        return type == User.getDescriptor()
                ? json.users()
                : new ValueCodec.MessageValue(json, prototype);
    }
}
