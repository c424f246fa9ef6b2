package io.kaosnet.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.kaosnet.bench.BenchException;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.Match;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.UserPresence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SocketFormatTest {
    private static final long STAMP = 0x0123_4567_89ab_cdefL;
    private static final byte[] DATA = ByteBuffer.allocate(32).putLong(STAMP).array();

    private final SocketFormat protobuf = SocketFormat.of("protobuf");
    private final SocketFormat json = SocketFormat.of("json");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void protobufMessageCarriesTheStampAtTheFrontOfItsData() throws Exception {
        SocketFormat.Patchable message = protobuf.matchData("the-match.", 32);
        protobuf.encodeStamp(STAMP, message.bytes, message.stampAt);
        Envelope envelope = Envelope.parseFrom(message.bytes);
        assertThat(envelope.getMatchDataSend().getMatchId()).isEqualTo("the-match.");
        assertThat(envelope.getMatchDataSend().getData().toByteArray()).isEqualTo(DATA);
    }

    @Test
    void jsonMessageCarriesTheStampAtTheFrontOfItsData() {
        SocketFormat.Patchable message = json.matchData("the-match.", 32);
        json.encodeStamp(STAMP, message.bytes, message.stampAt);
        assertThat(new String(message.bytes, StandardCharsets.UTF_8))
                .contains("\"data\":\"" + Base64.getEncoder().encodeToString(DATA) + "\"")
                .contains("\"match_id\":\"the-match.\"");
    }

    @Test
    void stampIsFoundInProtobufWhateverStandsBeforeIt() {
        byte[] bytes =
                Envelope.newBuilder()
                        .setMatchData(
                                MatchData.newBuilder()
                                        .setMatchId("m".repeat(200))
                                        .setPresence(UserPresence.newBuilder().setUsername("u"))
                                        .setOpCode(1L << 40)
                                        .setData(ByteString.copyFrom(DATA))
                                        .setReliable(true))
                        .build()
                        .toByteArray();
        assertThat(protobuf.isMatchData(bytes, 0, bytes.length)).isTrue();
        assertThat(protobuf.stampOf(bytes, 0, bytes.length, new SocketFormat.Hint()))
                .isEqualTo(STAMP);
    }

    @Test
    void stampIsFoundInJsonWithAndWithoutAGoodHint() {
        var hint = new SocketFormat.Hint();
        for (String name : new String[] {"u", "u", "another"}) {
            byte[] bytes =
                    utf8(
                            "{\"match_data\":{\"match_id\":\"m.\",\"presence\":{\"username\":\""
                                    + name
                                    + "\"},\"op_code\":\"1\",\"data\":\""
                                    + Base64.getEncoder().encodeToString(DATA)
                                    + "\",\"reliable\":true}}");
            assertThat(json.isMatchData(bytes, 0, bytes.length)).isTrue();
            assertThat(json.stampOf(bytes, 0, bytes.length, hint)).isEqualTo(STAMP);
        }
    }

    @Test
    void messagesWithoutDataHaveNoStamp() {
        byte[] text = utf8("{\"match_data\":{\"match_id\":\"m.\",\"op_code\":\"1\"}}");
        assertThat(json.stampOf(text, 0, text.length, new SocketFormat.Hint()))
                .isEqualTo(SocketFormat.NO_STAMP);
        byte[] bytes =
                Envelope.newBuilder()
                        .setMatchData(MatchData.newBuilder().setMatchId("m."))
                        .build()
                        .toByteArray();
        assertThat(protobuf.stampOf(bytes, 0, bytes.length, new SocketFormat.Hint()))
                .isEqualTo(SocketFormat.NO_STAMP);
    }

    @Test
    void answersGiveTheMatchIdOfTheirCidAlone() {
        byte[] text = utf8("{\"cid\":\"c\",\"match\":{\"match_id\":\"m.\",\"size\":1}}");
        assertThat(json.matchIdOfReply(text, 0, text.length, "c")).isEqualTo("m.");
        assertThat(json.matchIdOfReply(text, 0, text.length, "j")).isEmpty();
        byte[] bytes =
                Envelope.newBuilder()
                        .setCid("c")
                        .setMatch(Match.newBuilder().setMatchId("m."))
                        .build()
                        .toByteArray();
        assertThat(protobuf.matchIdOfReply(bytes, 0, bytes.length, "c")).isEqualTo("m.");
        assertThat(protobuf.matchIdOfReply(bytes, 0, bytes.length, "j")).isEmpty();
    }

    @Test
    void errorsOfTheServerEndTheRun() {
        byte[] text = utf8("{\"error\":{\"code\":4,\"message\":\"Match not found\"}}");
        assertThatThrownBy(() -> json.matchIdOfReply(text, 0, text.length, "c"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("Match not found");
        byte[] bytes =
                Envelope.newBuilder()
                        .setError(Error.newBuilder().setMessage("Match not found"))
                        .build()
                        .toByteArray();
        assertThatThrownBy(() -> protobuf.matchIdOfReply(bytes, 0, bytes.length, "c"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("Match not found");
    }
}
