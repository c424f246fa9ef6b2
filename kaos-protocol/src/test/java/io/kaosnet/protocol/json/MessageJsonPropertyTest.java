package io.kaosnet.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.kaosnet.protocol.RandomMessages;
import io.kaosnet.testkit.Property;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Our JSON against protobuf's own, over all 174 messages.
class MessageJsonPropertyTest {
    private static final int RUNS = 40;
    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .printingEnumsAsInts()
                    .omittingInsignificantWhitespace();
    private static final JsonFormat.Printer CAMEL_CASE_PRINTER = JsonFormat.printer();

    @Test
    void everyMessageIsCovered() {
        assertThat(RandomMessages.prototypes()).hasSize(174);
    }

    @Test
    void writtenTextSaysTheSameAsProtobufs() {
        forEveryMessage(
                message -> {
                    String ours = MessageJson.rest().toString(message);
                    // Compared as trees: gson escapes more than it must, and keeps 1.0 as 1.0.
                    assertThat(new Tree(JsonParser.parseString(ours)))
                            .as(ours)
                            .isEqualTo(new Tree(JsonParser.parseString(PRINTER.print(message))));
                });
    }

    @Test
    void writtenTextReadsBackByBoth() {
        forEveryMessage(
                message -> {
                    byte[] ours = MessageJson.rest().toBytes(message);
                    Message.Builder byUs = message.newBuilderForType();
                    MessageJson.rest().merge(ours, byUs);
                    assertThat(byUs.build()).isEqualTo(message);
                    String text = new String(ours, StandardCharsets.UTF_8);
                    if (!text.contains(":-0.0")) { // protobuf's parser loses the sign of zero
                        Message.Builder byProtobuf = message.newBuilderForType();
                        JsonFormat.parser().merge(text, byProtobuf);
                        assertThat(byProtobuf.build()).isEqualTo(message);
                    }
                });
    }

    @Test
    void protobufsTextIsReadWithEitherNamesAndEnums() {
        forEveryMessage(
                message -> {
                    for (JsonFormat.Printer printer : List.of(PRINTER, CAMEL_CASE_PRINTER)) {
                        String text = printer.print(message);
                        Message.Builder read = message.newBuilderForType();
                        MessageJson.socket().merge(text.getBytes(StandardCharsets.UTF_8), read);
                        assertThat(read.build()).as(text).isEqualTo(message);
                    }
                });
    }

    private interface MessageCheck {
        void run(Message message) throws Exception;
    }

    private static void forEveryMessage(MessageCheck check) {
        Property.check(
                RUNS,
                random -> {
                    for (Message prototype : RandomMessages.prototypes()) {
                        check.run(RandomMessages.next(prototype, random));
                    }
                });
    }

    /// A JSON tree whose numbers are equal when their values are.
    private record Tree(JsonElement root) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Tree(var that) && same(root, that);
        }

        @Override
        public int hashCode() {
            return 0;
        }

        private static boolean same(JsonElement a, JsonElement b) {
            if (a.isJsonObject() && b.isJsonObject()) {
                var left = a.getAsJsonObject();
                var right = b.getAsJsonObject();
                return left.keySet().equals(right.keySet())
                        && left.keySet().stream()
                                .allMatch(key -> same(left.get(key), right.get(key)));
            }
            if (a.isJsonArray() && b.isJsonArray()) {
                var left = a.getAsJsonArray();
                var right = b.getAsJsonArray();
                if (left.size() != right.size()) {
                    return false;
                }
                for (int i = 0; i < left.size(); i++) {
                    if (!same(left.get(i), right.get(i))) {
                        return false;
                    }
                }
                return true;
            }
            if (a.isJsonPrimitive()
                    && b.isJsonPrimitive()
                    && a.getAsJsonPrimitive().isNumber()
                    && b.getAsJsonPrimitive().isNumber()) {
                return Double.compare(a.getAsDouble(), b.getAsDouble()) == 0;
            }
            return a.equals(b);
        }
    }
}
