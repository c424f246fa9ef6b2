package io.kaosnet.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.Empty;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import io.kaosnet.protocol.api.ChannelMessage;
import io.kaosnet.protocol.api.ListMatchesRequest;
import io.kaosnet.protocol.api.Operator;
import io.kaosnet.protocol.api.User;
import io.kaosnet.protocol.api.Users;
import io.kaosnet.protocol.api.WriteLeaderboardRecordRequest.LeaderboardRecordWrite;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.MatchJoin;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import io.kaosnet.protocol.realtime.PartyData;
import io.kaosnet.protocol.realtime.Status;
import io.kaosnet.protocol.realtime.Stream;
import io.kaosnet.protocol.realtime.StreamData;
import io.kaosnet.protocol.realtime.UserPresence;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageJsonTest {
    private static final MessageJson REST = MessageJson.rest();
    private static final MessageJson SOCKET = MessageJson.socket();

    private static <B extends Message.Builder> B read(MessageJson json, String text, B into)
            throws JsonFormatException {
        json.merge(text.getBytes(StandardCharsets.UTF_8), into);
        return into;
    }

    private static Envelope envelope(String text) throws JsonFormatException {
        return read(SOCKET, text, Envelope.newBuilder()).build();
    }

    private static long opCode(String value) throws JsonFormatException {
        return envelope("{\"match_data_send\":{\"op_code\":" + value + "}}")
                .getMatchDataSend()
                .getOpCode();
    }

    @Test
    void defaultsAreLeftOutAndSetWrappersAreNot() {
        assertThat(REST.toString(MatchDataSend.getDefaultInstance())).isEqualTo("{}");
        assertThat(
                        REST.toString(
                                ChannelMessage.newBuilder()
                                        .setCode(Int32Value.of(0))
                                        .setPersistent(BoolValue.of(false))
                                        .build()))
                .isEqualTo("{\"code\":0,\"persistent\":false}");
    }

    @Test
    void emptyMessageOfAnEnvelopeIsAnEmptyObject() {
        assertThat(SOCKET.toString(Envelope.newBuilder().setCid("7").build()))
                .isEqualTo("{\"cid\":\"7\"}");
        assertThat(
                        SOCKET.toString(
                                Envelope.newBuilder()
                                        .setMatchJoin(MatchJoin.getDefaultInstance())
                                        .build()))
                .isEqualTo("{\"match_join\":{}}");
        assertThat(REST.toString(Empty.getDefaultInstance())).isEqualTo("{}");
    }

    @Test
    void longsAreStringsEnumsNumbersBytesPaddedBase64() {
        assertThat(
                        REST.toString(
                                LeaderboardRecordWrite.newBuilder()
                                        .setScore(-10)
                                        .setOperator(Operator.DECREMENT)
                                        .build()))
                .isEqualTo("{\"score\":\"-10\",\"operator\":4}");
        assertThat(
                        REST.toString(
                                MatchDataSend.newBuilder()
                                        .setOpCode(Long.MIN_VALUE)
                                        .setData(ByteString.copyFrom(new byte[] {-1, -2}))
                                        .build()))
                .isEqualTo("{\"op_code\":\"-9223372036854775808\",\"data\":\"//4=\"}");
    }

    @Test
    void doublesThatAreIntegersHaveNoFraction() {
        assertThat(
                        REST.toString(
                                MatchmakerAdd.newBuilder()
                                        .putNumericProperties("rank", 10)
                                        .putNumericProperties("skill", 1.5)
                                        .putNumericProperties("nan", Double.NaN)
                                        .build()))
                .isEqualTo("{\"numeric_properties\":{\"rank\":10,\"skill\":1.5,\"nan\":\"NaN\"}}");
    }

    @Test
    void socketWritesWhatGodotRequires() {
        var status = Status.getDefaultInstance();
        assertThat(SOCKET.toString(Envelope.newBuilder().setStatus(status).build()))
                .isEqualTo("{\"status\":{\"presences\":[]}}");
        assertThat(SOCKET.toString(PartyData.getDefaultInstance()))
                .isEqualTo("{\"op_code\":\"0\"}");
        var streamData = StreamData.newBuilder().setStream(Stream.getDefaultInstance()).build();
        assertThat(SOCKET.toString(streamData)).isEqualTo("{\"stream\":{\"mode\":0}}");
        assertThat(REST.toString(streamData)).isEqualTo("{\"stream\":{}}");
    }

    @Test
    void socketWritesWholeSeconds() {
        var message =
                ChannelMessage.newBuilder()
                        .setCreateTime(Timestamp.newBuilder().setSeconds(1).setNanos(999_999_999))
                        .build();
        assertThat(SOCKET.toString(message))
                .isEqualTo("{\"create_time\":\"1970-01-01T00:00:01Z\"}");
        assertThat(REST.toString(message))
                .isEqualTo("{\"create_time\":\"1970-01-01T00:00:01.999999999Z\"}");
    }

    @Test
    void wellKnownTypesStandAloneToo() throws JsonFormatException {
        assertThat(REST.toString(StringValue.of("a"))).isEqualTo("\"a\"");
        assertThat(REST.toString(DoubleValue.of(-0.0))).isEqualTo("-0.0");
        assertThat(read(REST, "5", Int32Value.newBuilder()).getValue()).isEqualTo(5);
        assertThat(read(REST, "{\"a\":1}", Empty.newBuilder()).build())
                .isEqualTo(Empty.getDefaultInstance());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "5, 5",
        "'\"5\"', 5",
        "5.0, 5",
        "1e1, 10",
        "'\"1e1\"', 10",
        "120e-1, 12",
        "0e999999999, 0",
        "9223372036854775807, 9223372036854775807",
        "'\"-9223372036854775808\"', -9223372036854775808",
        "9.223372036854775807e18, 9223372036854775807",
        "null, 0"
    })
    void integersComeInManyForms(String value, long expected) throws JsonFormatException {
        assertThat(opCode(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "\"1.5\"",
                "1e-1",
                "9223372036854775808",
                "-9223372036854775809",
                "1e19",
                "1e999999999",
                "\"1e999999999\"",
                "1e99999999999",
                "\"\"",
                "\" 1\"",
                "\"1 \"",
                "\"+1\"",
                "\"0x1\"",
                "\"1L\"",
                "\"01\"",
                "\"1.\"",
                "\".1\"",
                "\"1e\"",
                "\"-\"",
                "\"NaN\"",
                "\"\\u0661\"",
                "true",
                "{}",
                "[]",
                "[1]",
                "01",
                "+1",
                ".5",
                "1.",
                "NaN"
            })
    void otherValuesAreNoInteger(String value) {
        assertThatThrownBy(() -> opCode(value)).isInstanceOf(JsonFormatException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "DECREMENT, 4",
        "4, 4",
    })
    void enumsComeByNameOrNumber(String value, int expected) throws JsonFormatException {
        for (String text : new String[] {'"' + value + '"', Integer.toString(expected)}) {
            assertThat(
                            read(
                                            REST,
                                            "{\"operator\":" + text + "}",
                                            LeaderboardRecordWrite.newBuilder())
                                    .getOperatorValue())
                    .isEqualTo(expected);
        }
    }

    @Test
    void namesComeInSnakeAndCamelCase() throws JsonFormatException {
        var expected = MatchDataSend.newBuilder().setMatchId("m").setOpCode(3).build();
        assertThat(envelope("{\"match_data_send\":{\"match_id\":\"m\",\"op_code\":\"3\"}}"))
                .isEqualTo(Envelope.newBuilder().setMatchDataSend(expected).build());
        assertThat(envelope("{\"matchDataSend\":{\"matchId\":\"m\",\"opCode\":3}}"))
                .isEqualTo(Envelope.newBuilder().setMatchDataSend(expected).build());
    }

    @Test
    void unknownFieldsArePassedOver() throws JsonFormatException {
        for (MessageJson json : new MessageJson[] {REST, SOCKET}) {
            assertThat(
                            read(
                                            json,
                                            "{\"x\":{\"y\":[1,{\"z\":null}]},\"cid\":\"1\",\"\":2}",
                                            Envelope.newBuilder())
                                    .getCid())
                    .isEqualTo("1");
        }
    }

    @Test
    void nullLeavesAFieldUnset() throws JsonFormatException {
        assertThat(
                        read(
                                        REST,
                                        "{\"limit\":null,\"label\":null,\"min_size\":0}",
                                        ListMatchesRequest.newBuilder())
                                .build())
                .isEqualTo(ListMatchesRequest.newBuilder().setMinSize(Int32Value.of(0)).build());
        assertThat(envelope("{\"rpc\":null,\"match_leave\":{}}").hasMatchLeave()).isTrue();
    }

    @Test
    void emptyBodyIsTheEmptyMessageOnRestOnly() throws JsonFormatException {
        for (String text : new String[] {"", " \n", "null"}) {
            assertThat(read(REST, text, MatchJoin.newBuilder()).build())
                    .isEqualTo(MatchJoin.getDefaultInstance());
            assertThatThrownBy(() -> envelope(text)).isInstanceOf(JsonFormatException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "}",
                "[]",
                "1",
                "\"a\"",
                "{}{}",
                "{},",
                "{\"cid\":1}",
                "{\"cid\":\"1\"",
                "{\"cid\":\"1\",}",
                "{'cid':'1'}",
                "{cid:\"1\"}",
                "{\"cid\":\"1\",\"cid\":\"1\"}",
                "{\"cid\":null,\"cid\":\"1\"}",
                "{\"match_data_send\":{\"op_code\":1,\"opCode\":1}}",
                "{\"ping\":{},\"pong\":{}}",
                "{\"match_join\":{\"match_id\":\"a\",\"token\":\"b\"}}",
                "{\"ping\":[]}",
                "{\"ping\":\"\"}",
                "{\"status_follow\":{\"user_ids\":\"a\"}}",
                "{\"status_follow\":{\"user_ids\":[null]}}",
                "{\"status_follow\":{\"user_ids\":[1]}}",
                "{\"match_join\":{\"metadata\":[]}}",
                "{\"match_join\":{\"metadata\":{\"a\":null}}}",
                "{\"match_join\":{\"metadata\":{\"a\":\"1\",\"a\":\"2\"}}}",
                "{\"match_data_send\":{\"data\":\"A\"}}",
                "{\"match_data_send\":{\"data\":[1]}}",
                "{\"match_data_send\":{\"reliable\":1}}",
                "{\"match_data_send\":{\"reliable\":\"true\"}}",
                "{\"channel_message\":{\"create_time\":\"yesterday\"}}",
                "{\"channel_message\":{\"create_time\":1}}",
                "{\"matchmaker_add\":{\"numeric_properties\":{\"a\":\"b\"}}}",
                "{\"matchmaker_add\":{\"numeric_properties\":{\"a\":1e400}}}",
                "{\"matchmaker_add\":{\"min_count\":2147483648}}",
                "{\"matchmaker_add\":{\"count_multiple\":{}}}",
                "{\"cid\":\"\\ud800\"}",
                "{\"cid\":\"\\udc00\\ud800\"}",
                "{\"match_join\":{\"metadata\":{\"\\ud800\":\"\"}}}",
                "{\"cid\":\"\\x\"}",
                "{\"cid\":\"\n\"}"
            })
    void malformedEnvelopeIsRefused(String text) {
        assertThatThrownBy(() -> envelope(text))
                .isInstanceOf(JsonFormatException.class)
                .hasNoCause();
    }

    @Test
    void errorNamesPlaceValueAndRule() {
        assertThatThrownBy(() -> opCode("\"many\""))
                .hasMessage(
                        "/match_data_send/op_code: \"many\""
                                + " (expected: int64, a number or a numeric string)");
        assertThatThrownBy(() -> envelope("{\"status_follow\":{\"user_ids\":[\"a\",7]}}"))
                .hasMessage("/status_follow/user_ids/1: 7 (expected: a string)");
        assertThatThrownBy(() -> envelope("{\"cid\":}"))
                .hasMessageStartingWith("malformed JSON at byte ");
        assertThatThrownBy(() -> envelope("{\"cid\":\"1\""))
                .hasMessageContaining("Unexpected end-of-input")
                .hasMessageNotContaining("Source");
    }

    @Test
    void errorShowsTheBeginningOfALongValue() {
        assertThatThrownBy(() -> opCode('"' + "9".repeat(10_000) + '"'))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void nestingHasALimit() throws JsonFormatException {
        int within = MessageJson.MAX_DEPTH - 1;
        assertThat(envelope("{\"x\":" + "[".repeat(within) + "]".repeat(within) + "}"))
                .isEqualTo(Envelope.getDefaultInstance());
        assertThatThrownBy(
                        () -> envelope("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
                .isInstanceOf(JsonFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ff",
                "c0 80",
                "c3",
                "ed a0 80",
                "ed a0 bd ed b8 80",
                "f4 90 80 80",
                "e0 80 af",
                "80"
            })
    void invalidUtf8IsRefused(String hex) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("{\"cid\":\"".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(HexFormat.ofDelimiter(" ").parseHex(hex));
        bytes.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> SOCKET.merge(bytes.toByteArray(), Envelope.newBuilder()))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void otherEncodingsAreRefused() {
        for (var charset :
                new Charset[] {
                    StandardCharsets.UTF_16,
                    StandardCharsets.UTF_16LE,
                    StandardCharsets.UTF_16BE,
                    StandardCharsets.UTF_32
                }) {
            assertThatThrownBy(
                            () ->
                                    SOCKET.merge(
                                            "{\"cid\":\"1\"}".getBytes(charset),
                                            Envelope.newBuilder()))
                    .isInstanceOf(JsonFormatException.class);
        }
    }

    @Test
    void onlyTheGivenPartOfTheArrayIsRead() throws JsonFormatException {
        byte[] bytes = "xx{\"cid\":\"1\"}yy".getBytes(StandardCharsets.UTF_8);
        Envelope.Builder into = Envelope.newBuilder();
        SOCKET.merge(bytes, 2, bytes.length - 4, into);
        assertThat(into.getCid()).isEqualTo("1");
    }

    @Test
    void longMessageIsWrittenWhole() throws JsonFormatException {
        var presence = UserPresence.newBuilder().setUsername("\u00fc".repeat(100_000)).build();
        byte[] bytes = REST.toBytes(presence);
        UserPresence.Builder read = UserPresence.newBuilder();
        REST.merge(bytes, read);
        assertThat(read.build()).isEqualTo(presence);
    }

    @Test
    void usersInListsAreWrittenAsTheyAreHoweverOften() throws JsonFormatException {
        for (MessageJson json : new MessageJson[] {REST, SOCKET}) {
            // One id, so that all of them would share what is kept.
            User plain = User.newBuilder().setId("one").setUsername("\u00fc\"\n").build();
            User online = plain.toBuilder().setOnline(true).build();
            User large = plain.toBuilder().setMetadata("m".repeat(5000)).build();
            for (User user :
                    new User[] {
                        plain, plain, plain, online, plain, online, online, large, large, large
                    }) {
                byte[] bytes =
                        json.toBytes(Users.newBuilder().addUsers(user).addUsers(user).build());
                String text = new String(bytes, StandardCharsets.UTF_8);
                String alone = json.toString(user);
                assertThat(text).isEqualTo("{\"users\":[" + alone + "," + alone + "]}");
                Users.Builder read = Users.newBuilder();
                json.merge(bytes, read);
                assertThat(read.getUsersList()).containsExactly(user, user);
            }
        }
    }
}
