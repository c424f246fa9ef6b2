package io.kaosnet.protocol.kaostalk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kaosnet.protocol.hot.MatchDataInput;
import io.kaosnet.protocol.hot.MatchDataKaosTalkReader;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchDataSend;

/// Whatever a frame holds, it is refused with our own exception or means one thing only.
final class KaosTalkFuzzTest {
    @FuzzTest
    void framesToTheServer(byte[] input) {
        var hot = new MatchDataInput();
        boolean isTaken = new MatchDataKaosTalkReader().read(input, 0, input.length, hot);
        Envelope read;
        try {
            read = ServerFrames.read(new FrameReader(input, 0, input.length));
        } catch (KaosTalkException _) { // refused, as it should be, by both
            assertThat(isTaken).isFalse();
            return;
        }
        if (isTaken) {
            MatchDataSend data = read.getMatchDataSend();
            assertThat(hot.matchId()).isEqualTo(data.getMatchId());
            assertThat(hot.opCode()).isEqualTo(data.getOpCode());
            assertThat(hot.isReliable()).isEqualTo(data.getReliable());
            assertThat(hot.data()).isEqualTo(data.getData().toByteArray());
        }
        // What a server answers in kind is a frame that a client can read.
        assertReadable(ServerFrames.write(read));
    }

    @FuzzTest
    void framesToAClient(byte[] input) {
        Envelope read;
        try {
            read = ClientFrames.read(input, 0, input.length);
        } catch (KaosTalkException _) { // refused, as it should be
            return;
        }
        if (read != null) {
            assertReadable(ServerFrames.write(read));
        }
    }

    private static void assertReadable(byte[] frame) {
        try {
            ClientFrames.read(frame, 0, frame.length);
        } catch (KaosTalkException e) {
            throw new AssertionError("a frame of our own", e);
        }
    }
}
