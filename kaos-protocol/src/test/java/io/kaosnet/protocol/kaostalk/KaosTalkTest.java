package io.kaosnet.protocol.kaostalk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.hot.MatchDataInput;
import io.kaosnet.protocol.hot.MatchDataKaosTalkReader;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.Match;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import io.kaosnet.protocol.realtime.Notifications;
import io.kaosnet.protocol.realtime.UserPresence;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KaosTalkTest {
    private static final String SESSION = "00112233-4455-6677-8899-aabbccddeeff";

    private static Envelope readAsServer(byte[] frame) throws KaosTalkException {
        return ServerFrames.read(new FrameReader(frame, 0, frame.length));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void theBytesOfTheDocumentHold() {
        assertThat(hex(ClientFrames.sessionStart(true))).isEqualTo("010400" + "01000100");
        Envelope send =
                Envelope.newBuilder()
                        .setMatchDataSend(
                                MatchDataSend.newBuilder()
                                        .setMatchId("m.")
                                        .setOpCode(5)
                                        .setReliable(true)
                                        .setData(ByteString.copyFromUtf8("hi")))
                        .build();
        assertThat(hex(ClientFrames.write(send)))
                .isEqualTo("130e00" + "026d2e" + "0500000000000000" + "01" + "6869");
        Envelope data =
                Envelope.newBuilder()
                        .setMatchData(
                                MatchData.newBuilder()
                                        .setMatchId("m.")
                                        .setPresence(
                                                UserPresence.newBuilder().setSessionId(SESSION))
                                        .setOpCode(5)
                                        .setData(ByteString.copyFromUtf8("hi")))
                        .build();
        assertThat(hex(ServerFrames.write(data)))
                .isEqualTo(
                        "131e00"
                                + "026d2e"
                                + "00112233445566778899aabbccddeeff"
                                + "0500000000000000"
                                + "00"
                                + "6869");
        assertThat(hex(ServerFrames.error(7, 3, "no")))
                .isEqualTo("ff0800" + "07000000" + "0300" + "6e6f");
    }

    @Test
    void matchDataIsTheSameOnTheShortWay() throws KaosTalkException {
        UserPresence sender = UserPresence.newBuilder().setSessionId(SESSION).build();
        byte[] payload = {1, 2, 3};
        byte[] quick = new MatchDataEncoder("m.", sender).toKaosTalk(-9, payload, 0, 3, true);
        Envelope envelope =
                Envelope.newBuilder()
                        .setMatchData(
                                MatchData.newBuilder()
                                        .setMatchId("m.")
                                        .setPresence(sender)
                                        .setOpCode(-9)
                                        .setReliable(true)
                                        .setData(ByteString.copyFrom(payload)))
                        .build();
        assertThat(quick).isEqualTo(ServerFrames.write(envelope));
        assertThat(ClientFrames.read(quick, 0, quick.length)).isEqualTo(envelope);
        assertThat(KaosTalk.isFromMatch(quick)).isFalse();
        byte[] ofMatch = new MatchDataEncoder("m.", null).toKaosTalk(1, payload, 0, 3, false);
        assertThat(KaosTalk.isFromMatch(ofMatch)).isTrue();

        byte[] sent =
                ClientFrames.write(
                        Envelope.newBuilder()
                                .setMatchDataSend(
                                        MatchDataSend.newBuilder()
                                                .setMatchId("m.")
                                                .setOpCode(-9)
                                                .setData(ByteString.copyFrom(payload)))
                                .build());
        MatchDataInput input = new MatchDataInput();
        assertThat(new MatchDataKaosTalkReader().read(sent, 0, sent.length, input)).isTrue();
        assertThat(input.matchId()).isEqualTo("m.");
        assertThat(input.opCode()).isEqualTo(-9);
        assertThat(input.data()).isEqualTo(payload);
        assertThat(input.isReliable()).isFalse();
    }

    @Test
    void requestsBecomeEnvelopesAndAnswersKeepTheirStyle() throws KaosTalkException {
        Envelope join =
                readAsServer(
                        new FrameWriter(KaosTalk.ROOM_JOIN)
                                .u32(4_000_000_000L)
                                .u8(1)
                                .text16("tok")
                                .u8(1)
                                .text8("k")
                                .text16("v")
                                .toBytes());
        assertThat(join.getCid()).isEqualTo("k4000000000");
        assertThat(join.getMatchJoin().getToken()).isEqualTo("tok");
        assertThat(join.getMatchJoin().getMetadataMap()).containsEntry("k", "v");
        byte[] state =
                ServerFrames.write(
                        Envelope.newBuilder()
                                .setCid(join.getCid())
                                .setMatch(Match.newBuilder().setMatchId("m.").setSize(2))
                                .build());
        FrameReader in = new FrameReader(state, 0, state.length);
        assertThat(in.op()).isEqualTo(KaosTalk.ROOM_STATE);
        assertThat(in.u32()).isEqualTo(4_000_000_000L);
        assertThat(in.text8()).isEqualTo("m.");

        Envelope own =
                Envelope.newBuilder()
                        .setCid("mine")
                        .setMatch(Match.newBuilder().setMatchId("m."))
                        .build();
        byte[] wrapped = ServerFrames.write(own);
        assertThat(KaosTalk.op(wrapped, 0)).isEqualTo(KaosTalk.ENVELOPE);
        assertThat(ClientFrames.read(wrapped, 0, wrapped.length)).isEqualTo(own);

        byte[] failed =
                ServerFrames.write(
                        Envelope.newBuilder()
                                .setCid("r5")
                                .setError(Error.newBuilder().setCode(6).setMessage("gone"))
                                .build());
        assertThat(hex(failed)).isEqualTo("210900" + "05000000" + "00" + "676f6e65");
    }

    @Test
    void matchmakingTravelsBothWays() throws KaosTalkException {
        Envelope add =
                readAsServer(
                        new FrameWriter(KaosTalk.MATCHMAKER_ADD)
                                .u32(1)
                                .u16(2)
                                .u16(4)
                                .u16(2)
                                .text16("*")
                                .u8(1)
                                .text8("mode")
                                .text8("duel")
                                .u8(1)
                                .text8("rank")
                                .f64(12.5)
                                .toBytes());
        assertThat(add.getMatchmakerAdd().getNumericPropertiesMap()).containsEntry("rank", 12.5);
        assertThat(add.getMatchmakerAdd().getCountMultiple().getValue()).isEqualTo(2);
        UserPresence self =
                UserPresence.newBuilder()
                        .setSessionId(SESSION)
                        .setUserId(SESSION)
                        .setUsername("ann")
                        .build();
        Envelope matched =
                Envelope.newBuilder()
                        .setMatchmakerMatched(
                                MatchmakerMatched.newBuilder()
                                        .setTicket("t")
                                        .setToken("jwt")
                                        .setSelf(
                                                MatchmakerMatched.MatchmakerUser.newBuilder()
                                                        .setPresence(self))
                                        .addUsers(
                                                MatchmakerMatched.MatchmakerUser.newBuilder()
                                                        .setPresence(self)))
                        .build();
        byte[] frame = ServerFrames.write(matched);
        assertThat(ClientFrames.read(frame, 0, frame.length)).isEqualTo(matched);
    }

    @Test
    void whatDoesNotFitIntoAFrameIsAnError() {
        Notifications.Builder many = Notifications.newBuilder();
        for (int i = 0; i < 3_000; i++) {
            many.addNotificationsBuilder().setContent("x".repeat(40));
        }
        byte[] frame = ServerFrames.write(Envelope.newBuilder().setNotifications(many).build());
        assertThat(KaosTalk.op(frame, 0)).isEqualTo(KaosTalk.ERROR);
    }

    @Test
    void hostileBytesAreRefusedAndNothingElse() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length >= 3 && random.nextInt(10) > 0) {
                int[] ops = {0x10, 0x11, 0x12, 0x13, 0x20, 0x30, 0x31, 0x32, 0x40, 0xFF, 0x14};
                bytes[0] = (byte) ops[random.nextInt(ops.length)];
                bytes[1] = (byte) (bytes.length - 3);
                bytes[2] = 0;
            }
            MatchDataInput input = new MatchDataInput();
            try {
                new MatchDataKaosTalkReader().read(bytes, 0, bytes.length, input);
                readAsServer(bytes);
                ClientFrames.read(bytes, 0, bytes.length);
            } catch (KaosTalkException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThatThrownBy(() -> readAsServer(new byte[] {0x13, 9, 0, 1}))
                .hasMessage("payload length: 9 (expected: 1)");
    }
}
