package io.kaosnet.protocol.hot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kaosnet.protocol.RandomMessages;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.UserPresence;
import io.kaosnet.testkit.Property;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The short cuts against the general readers and writers.
class MatchDataTest {
    private final MatchDataInput input = new MatchDataInput();
    private final MatchDataJsonReader jsonReader = new MatchDataJsonReader();
    private final MatchDataProtobufReader protobufReader = new MatchDataProtobufReader();

    private boolean readsJson(String text) {
        byte[] bytes = ("--" + text + "--").getBytes(StandardCharsets.UTF_8);
        return jsonReader.read(bytes, 2, bytes.length - 4, input);
    }

    private Envelope taken() {
        return Envelope.newBuilder()
                .setCid(input.cid())
                .setMatchDataSend(
                        MatchDataSend.newBuilder()
                                .setMatchId(input.matchId())
                                .setOpCode(input.opCode())
                                .setData(ByteString.copyFrom(input.data()))
                                .setReliable(input.isReliable()))
                .build();
    }

    private static Envelope randomRequest(RandomGenerator random) {
        MatchDataSend.Builder send = MatchDataSend.newBuilder();
        if (random.nextInt(4) != 0) {
            send.setMatchId("9a1c9ab6-7a5c-4f1f-a1ad-0e7b6c0b0b1e.node" + random.nextInt(10));
        }
        if (random.nextInt(4) != 0) {
            send.setOpCode(
                    random.nextBoolean()
                            ? random.nextInt(-20, 100)
                            : random.nextLong(-999_999_999_999_999_999L, 999_999_999_999_999_999L));
        }
        if (random.nextInt(4) != 0) {
            var data = new byte[random.nextInt(50)];
            random.nextBytes(data);
            send.setData(ByteString.copyFrom(data));
        }
        send.setReliable(random.nextBoolean());
        Envelope.Builder envelope = Envelope.newBuilder().setMatchDataSend(send);
        if (random.nextInt(3) == 0) {
            envelope.setCid(Integer.toString(random.nextInt(1_000)));
        }
        return envelope.build();
    }

    @Test
    void jsonOfAnSdkIsTaken() {
        assertThat(
                        readsJson(
                                "{\"match_data_send\":{\"match_id\":\"m.n\",\"op_code\":\"-12\","
                                        + "\"data\":\"aGVsbG8=\",\"presences\":[],\"reliable\":true}}"))
                .isTrue();
        assertThat(input.cid()).isEmpty();
        assertThat(input.matchId()).isEqualTo("m.n");
        assertThat(input.opCode()).isEqualTo(-12);
        assertThat(input.data()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        assertThat(input.isReliable()).isTrue();
        assertThat(
                        readsJson(
                                " { \"cid\" : \"3\" , \"matchDataSend\" : { \"matchId\" : \"m\" ,"
                                        + " \"opCode\" : 7 , \"data\" : \"-_8\" , \"reliable\" :"
                                        + " false , \"presences\" : [ ] } } "))
                .isTrue();
        assertThat(input.cid()).isEqualTo("3");
        assertThat(input.opCode()).isEqualTo(7);
        assertThat(input.data()).containsExactly(0xfb, 0xff);
        assertThat(input.isReliable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"ping\":{}}",
                "{\"cid\":\"1\"}",
                "{\"match_data_send\":{}}",
                "{\"match_data_send\":null}",
                "{\"match_data_send\":{\"match_id\":\"a\"}",
                "{\"match_data_send\":{\"match_id\":\"a\"}}x",
                "{\"match_data_send\":{\"match_id\":\"a\"}},",
                "{\"match_data_send\":{\"match_id\":\"a\",}}",
                "{\"match_data_send\":{\"match_id\":\"a\"},\"match_data_send\":{\"match_id\":\"a\"}}",
                "{\"match_data_send\":{\"match_id\":\"a\",\"match_id\":\"a\"}}",
                "{\"match_data_send\":{\"match_id\":\"\\u0061\"}}",
                "{\"match_data_send\":{\"match_id\":\"\u00fc\"}}",
                "{\"match_data_send\":{\"match_id\":\"a\nb\"}}",
                "{\"match_data_send\":{\"op_code\":1.0}}",
                "{\"match_data_send\":{\"op_code\":01}}",
                "{\"match_data_send\":{\"op_code\":\"1 \"}}",
                "{\"match_data_send\":{\"op_code\":\" 1\"}}",
                "{\"match_data_send\":{\"op_code\":- 1}}",
                "{\"match_data_send\":{\"op_code\":9223372036854775807}}",
                "{\"match_data_send\":{\"data\":\"A\"}}",
                "{\"match_data_send\":{\"reliable\":tru}}",
                "{\"match_data_send\":{\"reliable\":\"true\"}}",
                "{\"match_data_send\":{\"presences\":[{\"session_id\":\"s\"}]}}",
                "{\"match_data_send\":{\"other\":1}}"
            })
    void unusualJsonIsLeftToTheGeneralReader(String text) {
        assertThat(readsJson(text)).isFalse();
    }

    @Test
    void jsonIsReadAsTheGeneralReaderDoes() {
        Property.check(
                5_000,
                random -> {
                    Envelope request = randomRequest(random);
                    boolean isEmpty =
                            request.getMatchDataSend().equals(MatchDataSend.getDefaultInstance());
                    assertThat(readsJson(MessageJson.socket().toString(request)))
                            .isEqualTo(!isEmpty);
                    if (!isEmpty) {
                        assertThat(taken()).isEqualTo(request);
                    }
                });
    }

    @Test
    void protobufIsReadAsTheGeneralParserDoes() {
        Property.check(
                5_000,
                random -> {
                    Envelope request = randomRequest(random);
                    byte[] bytes = request.toByteArray();
                    var padded = new byte[bytes.length + 5];
                    System.arraycopy(bytes, 0, padded, 3, bytes.length);
                    assertThat(protobufReader.read(padded, 3, bytes.length, input)).isTrue();
                    assertThat(taken()).isEqualTo(request);
                });
    }

    @Test
    void damagedJsonIsNeverReadOtherwiseThanByTheGeneralReader() {
        Property.check(
                20_000,
                random -> {
                    byte[] bytes = MessageJson.socket().toBytes(randomRequest(random));
                    damage(bytes, random, "{}[]\":,\\ 0a-=_\001");
                    if (jsonReader.read(bytes, 0, bytes.length, input)) {
                        Envelope.Builder general = Envelope.newBuilder();
                        MessageJson.socket().merge(bytes, general);
                        assertThat(taken()).isEqualTo(general.build());
                    }
                });
    }

    @Test
    void damagedProtobufIsNeverReadOtherwiseThanByTheGeneralParser() {
        Property.check(
                20_000,
                random -> {
                    byte[] bytes = randomRequest(random).toByteArray();
                    damage(bytes, random, "\nz\020\032\"(\001\000\177");
                    int length =
                            random.nextInt(4) == 0
                                    ? random.nextInt(bytes.length + 1)
                                    : bytes.length;
                    if (protobufReader.read(bytes, 0, length, input)) {
                        assertThat(taken())
                                .isEqualTo(Envelope.parseFrom(Arrays.copyOf(bytes, length)));
                    }
                });
    }

    private static void damage(byte[] bytes, RandomGenerator random, String likely) {
        for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean()
                            ? (byte) random.nextInt()
                            : (byte) likely.charAt(random.nextInt(likely.length()));
        }
    }

    @Test
    void otherMessagesAreLeftToTheGeneralReaders() {
        Property.check(
                2_000,
                random -> {
                    var envelope =
                            (Envelope) RandomMessages.next(Envelope.getDefaultInstance(), random);
                    if (!envelope.hasMatchDataSend()) {
                        byte[] bytes = envelope.toByteArray();
                        assertThat(protobufReader.read(bytes, 0, bytes.length, input)).isFalse();
                        byte[] json = MessageJson.socket().toBytes(envelope);
                        assertThat(jsonReader.read(json, 0, json.length, input)).isFalse();
                    }
                });
    }

    @Test
    void writtenMatchDataIsWhatTheGeneralWritersWrite() {
        Property.check(
                5_000,
                random -> {
                    UserPresence sender =
                            (UserPresence)
                                    RandomMessages.next(UserPresence.getDefaultInstance(), random);
                    boolean hasSender = random.nextInt(4) != 0;
                    String matchId = random.nextInt(8) == 0 ? "" : "m" + random.nextInt(1000);
                    long opCode =
                            switch (random.nextInt(4)) {
                                case 0 -> 0;
                                case 1 -> random.nextInt(-20, 100);
                                case 2 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
                                default -> random.nextLong();
                            };
                    var data = new byte[random.nextInt(50) + 3];
                    random.nextBytes(data);
                    int length = data.length - 3;
                    boolean isReliable = random.nextBoolean();
                    MatchData.Builder expected =
                            MatchData.newBuilder()
                                    .setMatchId(matchId)
                                    .setOpCode(opCode)
                                    .setData(ByteString.copyFrom(data, 2, length))
                                    .setReliable(isReliable);
                    if (hasSender) {
                        expected.setPresence(sender);
                    }
                    Envelope envelope = Envelope.newBuilder().setMatchData(expected).build();
                    var encoder = new MatchDataEncoder(matchId, hasSender ? sender : null);
                    assertThat(encoder.toProtobuf(opCode, data, 2, length, isReliable))
                            .isEqualTo(envelope.toByteArray());
                    assertThat(
                                    new String(
                                            encoder.toJson(opCode, data, 2, length, isReliable),
                                            StandardCharsets.UTF_8))
                            .isEqualTo(MessageJson.socket().toString(envelope));
                });
    }
}
