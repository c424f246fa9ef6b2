package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One message type, both directions. Safe from any thread.
final class MessageCodec {
    /// Seen fields are bits of one long.
    private static final int MAX_FIELDS = 64;

    /// What is written in one go: a field, or the set member of a oneof.
    abstract static class Member {
        /// Writes name and value, or nothing if the value is left out.
        abstract void write(JsonGenerator out, Object message) throws IOException;
    }

    /// A field as the reader finds it by name.
    private record Slot(FieldCodec codec, long fieldBit, long oneofBits) {}

    private final Descriptor type;
    private final Member[] members;
    private final Map<String, Slot> slots = new HashMap<>();

    MessageCodec(Message prototype, MessageJson json) {
        type = prototype.getDescriptorForType();
        if (type.getFields().size() > MAX_FIELDS) {
            throw new IllegalArgumentException(
                    type.getFullName() + ": more than " + MAX_FIELDS + " fields");
        }
        List<FieldDescriptor> fields = new ArrayList<>(type.getFields());
        fields.sort(Comparator.comparingInt(FieldDescriptor::getNumber));
        List<Member> written = new ArrayList<>();
        Map<OneofDescriptor, OneofMember> oneofs = new HashMap<>();
        for (FieldDescriptor field : fields) {
            FieldCodec codec = FieldCodec.of(field, prototype, json);
            OneofDescriptor oneof = field.getRealContainingOneof();
            long oneofBits = 0;
            if (oneof == null) {
                written.add(codec);
            } else {
                OneofMember member = oneofs.get(oneof);
                if (member == null) {
                    member = new OneofMember(oneof, prototype);
                    oneofs.put(oneof, member);
                    written.add(member);
                }
                member.add(codec);
                for (FieldDescriptor other : oneof.getFields()) {
                    oneofBits |= 1L << other.getIndex();
                }
            }
            var slot = new Slot(codec, 1L << field.getIndex(), oneofBits);
            slots.put(field.getName(), slot);
            slots.putIfAbsent(field.getJsonName(), slot);
        }
        members = written.toArray(new Member[0]);
    }

    @SuppressWarnings("unchecked") // a class literal cannot carry the type arguments
    static Class<Function<Object, Object>> getterShape() {
        return (Class<Function<Object, Object>>) (Class<?>) Function.class;
    }

    void write(JsonGenerator out, Object message) throws IOException {
        out.writeStartObject();
        for (Member member : members) {
            member.write(out, message);
        }
        out.writeEndObject();
    }

    /// Reads the object that the parser stands on. Unknown fields are passed over, `null` leaves a
    /// field unset; a field given twice, and two members of one oneof, are errors.
    void read(JsonParser parser, Message.Builder builder) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw JsonFormatException.unexpected(parser, "an object: " + type.getFullName());
        }
        long named = 0;
        long set = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            Slot slot = slots.get(name);
            JsonToken token = parser.nextToken();
            if (slot == null) {
                parser.skipChildren();
                continue;
            }
            if ((named & slot.fieldBit) != 0) {
                throw JsonFormatException.at(parser, "the same field twice (expected: once)");
            }
            named |= slot.fieldBit;
            if (token == JsonToken.VALUE_NULL) {
                continue;
            }
            if ((set & slot.oneofBits) != 0) {
                throw JsonFormatException.at(
                        parser, "a second member of one oneof (expected: at most one)");
            }
            set |= slot.fieldBit;
            slot.codec.read(parser, builder);
        }
    }

    private static final class OneofMember extends Member {
        private final Class<?> messageClass;
        private final String caseName;
        private @Nullable FieldCodec[] codecsByNumber = new FieldCodec[8];
        private @Nullable Function<Object, Object> active;

        OneofMember(OneofDescriptor oneof, Message prototype) {
            messageClass = prototype.getClass();
            caseName = "get" + Accessors.camelCase(oneof.getName()) + "Case";
        }

        void add(FieldCodec codec) {
            int number = codec.field.getNumber();
            if (number >= codecsByNumber.length) {
                codecsByNumber = Arrays.copyOf(codecsByNumber, number + 8);
            }
            codecsByNumber[number] = codec;
        }

        @Override
        void write(JsonGenerator out, Object message) throws IOException {
            Function<Object, Object> bound = active;
            if (bound == null) {
                bound = Accessors.getter(getterShape(), messageClass, caseName);
                active = bound;
            }
            int number = ((Internal.EnumLite) bound.apply(message)).getNumber();
            FieldCodec codec = codecsByNumber[number];
            if (codec != null) {
                out.writeFieldName(codec.name);
                codec.writeValue(out, message);
            }
        }
    }
}
