package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The JSON form of protobuf messages. Safe from any thread.
///
/// Written: proto (snake_case) names, defaults left out, wrappers whenever set, enums as numbers,
/// 64-bit integers as strings, bytes as padded base64, times as RFC 3339 in UTC.
///
/// Read: snake_case and lowerCamelCase names, unknown fields passed over, `null` for unset,
/// integers also as numeric strings and as floats with an integer value, enums by name or number,
/// base64 in either alphabet. An error: a field twice, two members of a oneof, nesting deeper than
/// 64, invalid UTF-8, anything after the message.
///
/// [#rest()] and [#socket()] differ in what client SDKs need on each (see the two methods).
public final class MessageJson {
    /// Objects and arrays within each other; more is refused.
    public static final int MAX_DEPTH = 64;

    private static final JsonFactory FACTORY =
            JsonFactories.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    .build();

    /// Left out by the general rule, yet required by one client SDK; the others do not mind.
    private static final Set<String> ALWAYS_ON_SOCKET =
            Set.of(
                    "nakama.realtime.Status.presences",
                    "nakama.realtime.PartyData.op_code",
                    "nakama.realtime.Stream.mode");

    private static final MessageJson REST = new MessageJson(false);
    private static final MessageJson SOCKET = new MessageJson(true);

    private final boolean isSocket;
    private final ConcurrentHashMap<Descriptor, MessageCodec> codecs = new ConcurrentHashMap<>();
    private final UserValue users;

    private MessageJson(boolean isSocket) {
        this.isSocket = isSocket;
        this.users = new UserValue(this);
    }

    /// For REST bodies. An empty body, and `null`, are the empty message.
    public static MessageJson rest() {
        return REST;
    }

    /// For envelopes on a socket. Times are whole seconds, since a client SDK cannot read a
    /// fraction there, and three fields are written even at their default. Empty text is an error.
    public static MessageJson socket() {
        return SOCKET;
    }

    /// The message in UTF-8.
    public byte[] toBytes(Message message) {
        var bytes = new CollectedBytes();
        try {
            write(message, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.bytes();
    }

    /// The message as text.
    public String toString(Message message) {
        return new String(toBytes(message), StandardCharsets.UTF_8);
    }

    /// Writes UTF-8 to a stream, in one piece when the message is small, and does not close it.
    public void write(Message message, OutputStream out) throws IOException {
        try (JsonGenerator generator = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            write(message, generator);
        }
    }

    /// Writes one value to a generator of the caller's.
    public void write(Message message, JsonGenerator out) throws IOException {
        if (isOrdinary(message.getDescriptorForType())) {
            codec(message).write(out, message);
        } else {
            standaloneCodec(message.getDefaultInstanceForType()).write(out, message);
        }
    }

    /// Reads the whole of `json` into the builder, which keeps what the text does not name.
    ///
    /// @throws JsonFormatException with place, value and rule; the builder is then of no use
    public <B extends Message.Builder> void merge(byte[] json, int offset, int length, B into)
            throws JsonFormatException {
        checkUtf8(json, offset, length);
        try (JsonParser parser = FACTORY.createParser(json, offset, length)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                if (isSocket) {
                    throw JsonFormatException.unexpected(parser, "an object");
                }
            } else if (isOrdinary(into.getDescriptorForType())) {
                codec(into.getDefaultInstanceForType()).read(parser, into);
            } else {
                Message prototype = into.getDefaultInstanceForType();
                into.mergeFrom((Message) standaloneCodec(prototype).read(parser));
            }
            if (first != null && parser.nextToken() != null) {
                throw JsonFormatException.at(parser, "more text after the message");
            }
        } catch (JsonProcessingException e) {
            throw JsonFormatException.of(e);
        } catch (JsonFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array cannot fail to be read
        }
    }

    /// As [#merge(byte[], int, int, Message.Builder)], for a whole array.
    public <B extends Message.Builder> void merge(byte[] json, B into) throws JsonFormatException {
        merge(json, 0, json.length, into);
    }

    /// Reads a body that is one JSON string, as the RPC endpoint takes it. Nothing and `null` are
    /// the empty string.
    public static String readString(byte[] json, int offset, int length)
            throws JsonFormatException {
        checkUtf8(json, offset, length);
        try (JsonParser parser = FACTORY.createParser(json, offset, length)) {
            JsonToken first = parser.nextToken();
            String text = "";
            if (first != null && first != JsonToken.VALUE_NULL) {
                text = ValueCodec.readString(parser);
            }
            if (first != null && parser.nextToken() != null) {
                throw JsonFormatException.at(parser, "more text after the string");
            }
            return text;
        } catch (JsonProcessingException e) {
            throw JsonFormatException.of(e);
        } catch (JsonFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array cannot fail to be read
        }
    }

    UserValue users() {
        return users;
    }

    boolean hasWholeSeconds() {
        return isSocket;
    }

    boolean isAlwaysWritten(FieldDescriptor field) {
        return isSocket && ALWAYS_ON_SOCKET.contains(field.getFullName());
    }

    MessageCodec codec(Message message) {
        Descriptor type = message.getDescriptorForType();
        MessageCodec codec = codecs.get(type);
        if (codec == null) {
            var built = new MessageCodec(message.getDefaultInstanceForType(), this);
            MessageCodec earlier = codecs.putIfAbsent(type, built);
            codec = earlier != null ? earlier : built;
        }
        return codec;
    }

    private ValueCodec standaloneCodec(Message prototype) {
        return FieldCodec.messageCodec(prototype.getDescriptorForType(), () -> prototype, this);
    }

    /// Whether the JSON form is an object of the message's fields.
    private static boolean isOrdinary(Descriptor type) {
        return !type.getFile().getPackage().equals("google.protobuf");
    }

    /// The parser would take UTF-16 and UTF-32, and passes some malformed UTF-8.
    private static void checkUtf8(byte[] json, int offset, int length) throws JsonFormatException {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(json, offset, length);
        if (!bytes.isValidUtf8()) {
            throw new JsonFormatException("malformed JSON: invalid UTF-8");
        }
        for (int i = 0; i < Math.min(length, 4); i++) {
            if (json[offset + i] == 0) {
                throw new JsonFormatException("malformed JSON at byte " + i + ": a zero byte");
            }
        }
    }

    /// Small messages arrive in one write, which is then the only copy. Large ones arrive in many,
    /// which are put together at the end.
    private static final class CollectedBytes extends OutputStream {
        private final List<byte[]> pieces = new ArrayList<>(1);
        private int length;

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            length = Math.addExact(length, count);
            pieces.add(Arrays.copyOfRange(bytes, offset, offset + count));
        }

        byte[] bytes() {
            if (pieces.size() == 1) {
                return pieces.getFirst();
            }
            byte[] all = new byte[length];
            int end = 0;
            for (byte[] piece : pieces) {
                System.arraycopy(piece, 0, all, end, piece.length);
                end += piece.length;
            }
            return all;
        }
    }
}
