package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One JSON value against one Java object as protobuf holds it: an element of a list or a map, or
/// the value of a field. Fields of primitive type go past this (see [FieldCodec]). Immutable.
///
/// `read` starts with the parser on the value's first token and ends on its last.
abstract class ValueCodec {
    abstract void write(JsonGenerator out, Object value) throws IOException;

    abstract Object read(JsonParser parser) throws IOException;

    /// Whether proto3 leaves the value out of a field without presence.
    boolean isDefault(Object value) {
        return false;
    }

    static final ValueCodec BOOL =
            new ValueCodec() {
                @Override
                void write(JsonGenerator out, Object value) throws IOException {
                    out.writeBoolean((Boolean) value);
                }

                @Override
                Object read(JsonParser parser) throws IOException {
                    return readBoolean(parser);
                }
            };

    static final ValueCodec INT32 =
            new ValueCodec() {
                @Override
                void write(JsonGenerator out, Object value) throws IOException {
                    out.writeNumber((Integer) value);
                }

                @Override
                Object read(JsonParser parser) throws IOException {
                    return Numbers.int32(parser);
                }
            };

    static final ValueCodec UINT32 =
            new ValueCodec() {
                @Override
                void write(JsonGenerator out, Object value) throws IOException {
                    out.writeNumber(Integer.toUnsignedLong((Integer) value));
                }

                @Override
                Object read(JsonParser parser) throws IOException {
                    return Numbers.uint32(parser);
                }
            };

    static final ValueCodec INT64 =
            new ValueCodec() {
                @Override
                void write(JsonGenerator out, Object value) throws IOException {
                    out.writeString(value.toString());
                }

                @Override
                Object read(JsonParser parser) throws IOException {
                    return Numbers.int64(parser);
                }
            };

    static final ValueCodec UINT64 =
            new ValueCodec() {
                @Override
                void write(JsonGenerator out, Object value) throws IOException {
                    out.writeString(Long.toUnsignedString((Long) value));
                }

                @Override
                Object read(JsonParser parser) throws IOException {
                    return Numbers.uint64(parser);
                }
            };

    static final ValueCodec FLOAT =
            new ValueCodec() {
                @Override
                void write(JsonGenerator out, Object value) throws IOException {
                    Numbers.writeFloat32(out, (Float) value);
                }

                @Override
                Object read(JsonParser parser) throws IOException {
                    return Numbers.float32(parser);
                }

                @Override
                boolean isDefault(Object value) {
                    return Float.floatToRawIntBits((Float) value) == 0;
                }
            };

    static final ValueCodec DOUBLE =
            new ValueCodec() {
                @Override
                void write(JsonGenerator out, Object value) throws IOException {
                    Numbers.writeFloat64(out, (Double) value);
                }

                @Override
                Object read(JsonParser parser) throws IOException {
                    return Numbers.float64(parser);
                }
            };

    static final ValueCodec STRING =
            new ValueCodec() {
                @Override
                void write(JsonGenerator out, Object value) throws IOException {
                    out.writeString((String) value);
                }

                @Override
                Object read(JsonParser parser) throws IOException {
                    return readString(parser);
                }

                @Override
                boolean isDefault(Object value) {
                    return ((String) value).isEmpty();
                }
            };

    static final ValueCodec BYTES =
            new ValueCodec() {
                @Override
                void write(JsonGenerator out, Object value) throws IOException {
                    byte[] bytes = ((ByteString) value).toByteArray();
                    out.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, bytes, 0, bytes.length);
                }

                @Override
                Object read(JsonParser parser) throws IOException {
                    byte[] bytes = null;
                    if (parser.currentToken() == JsonToken.VALUE_STRING) {
                        bytes =
                                LenientBase64.decode(
                                        parser.getTextCharacters(),
                                        parser.getTextOffset(),
                                        parser.getTextLength());
                    }
                    if (bytes == null) {
                        throw JsonFormatException.unexpected(parser, "a base64 string");
                    }
                    return UnsafeByteOperations.unsafeWrap(bytes);
                }

                @Override
                boolean isDefault(Object value) {
                    return ((ByteString) value).isEmpty();
                }
            };

    static final ValueCodec TIMESTAMP = new TimestampValue(false);
    static final ValueCodec TIMESTAMP_WHOLE_SECONDS = new TimestampValue(true);

    static boolean readBoolean(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_TRUE) {
            return true;
        }
        if (token == JsonToken.VALUE_FALSE) {
            return false;
        }
        throw JsonFormatException.unexpected(parser, "true or false");
    }

    /// A string that has a UTF-8 form: escapes may name half a surrogate pair, which has none.
    static String readString(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw JsonFormatException.unexpected(parser, "a string");
        }
        return wholeCharacters(parser, parser.getText());
    }

    /// The text, unless it has no UTF-8 form.
    static String wholeCharacters(JsonParser parser, String text) throws JsonFormatException {
        if (hasLoneSurrogate(text)) {
            throw JsonFormatException.at(
                    parser, "a string with half a surrogate pair (expected: whole characters)");
        }
        return text;
    }

    private static boolean hasLoneSurrogate(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == length
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static final class TimestampValue extends ValueCodec {
        private final boolean isWholeSeconds;

        TimestampValue(boolean isWholeSeconds) {
            this.isWholeSeconds = isWholeSeconds;
        }

        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            var time = (Timestamp) value;
            byte[] text = Rfc3339.bytes(time.getSeconds(), isWholeSeconds ? 0 : time.getNanos());
            out.writeRawUTF8String(text, 0, text.length);
        }

        @Override
        Object read(JsonParser parser) throws IOException {
            Timestamp time = null;
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                time = Rfc3339.parse(parser.getText());
            }
            if (time == null) {
                throw JsonFormatException.unexpected(
                        parser, "an RFC 3339 time such as 2026-11-21T07:00:00Z");
            }
            return time;
        }
    }

    /// An enum, written as its number; read as a name, a number or a numeric string. A number
    /// without a name is kept, as proto3 does.
    static final class EnumValue extends ValueCodec {
        private final EnumDescriptor type;

        EnumValue(EnumDescriptor type) {
            this.type = type;
        }

        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            out.writeNumber((Integer) value);
        }

        @Override
        Object read(JsonParser parser) throws IOException {
            return readNumber(parser);
        }

        int readNumber(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                String text = parser.getText();
                EnumValueDescriptor named = type.findValueByName(text);
                if (named != null) {
                    return named.getNumber();
                }
                if (text.isEmpty() || Character.isLetter(text.charAt(0))) {
                    throw JsonFormatException.unexpected(
                            parser, "a name or a number of " + type.getFullName());
                }
            }
            return Numbers.int32(parser);
        }
    }

    /// A wrapper message (`google.protobuf.Int32Value` and its kin): JSON has the bare value.
    static final class WrapperValue extends ValueCodec {
        private final ValueCodec inner;
        private final Function<Object, Object> unwrap;
        private final Function<Object, Object> wrap;

        WrapperValue(Message prototype, ValueCodec inner) {
            this.inner = inner;
            Class<?> type = prototype.getClass();
            this.unwrap = Accessors.getter(MessageCodec.getterShape(), type, "getValue");
            Class<?> value = Accessors.returnType(type, "getValue");
            this.wrap = Accessors.factory(MessageCodec.getterShape(), type, "of", value);
        }

        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            inner.write(out, unwrap.apply(value));
        }

        @Override
        Object read(JsonParser parser) throws IOException {
            return wrap.apply(inner.read(parser));
        }
    }

    /// A message of our own. Its class and its codec are looked up when first needed: types may
    /// contain themselves, and loading the 50 classes that an envelope may hold takes time.
    static final class MessageValue extends ValueCodec {
        private final MessageJson json;
        private final Supplier<Message> prototypeSource;
        // Racy on purpose: both are immutable, and every thread finds the same ones.
        private @Nullable Message prototype;
        private @Nullable MessageCodec codec;

        MessageValue(MessageJson json, Supplier<Message> prototypeSource) {
            this.json = json;
            this.prototypeSource = prototypeSource;
        }

        private Message prototype() {
            Message found = prototype;
            if (found == null) {
                found = prototypeSource.get();
                prototype = found;
            }
            return found;
        }

        private MessageCodec codec() {
            MessageCodec found = codec;
            if (found == null) {
                found = json.codec(prototype());
                codec = found;
            }
            return found;
        }

        @Override
        void write(JsonGenerator out, Object value) throws IOException {
            codec().write(out, value);
        }

        @Override
        Object read(JsonParser parser) throws IOException {
            Message.Builder builder = prototype().newBuilderForType();
            codec().read(parser, builder);
            return builder.build();
        }
    }
}
