package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchCreate;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.Ping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Sockets that do not read what they are sent, or late.
final class SlowReadersTest {
    private static final int SOCKET_COUNT = 1000;
    private static final int MATCH_COUNT = 50;
    private static final int PENDING_BYTES = 16_384;
    private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[3000]);

    /// Nearly all that a frame may have that goes past its channel.
    private static final ByteString LARGE = ByteString.copyFrom(new byte[11_500]);

    @Test
    void thousandSocketsThatNeverReadCostBoundedMemoryAndDelayNobody() throws IOException {
        try (var server =
                        new ServerFixture(
                                "--limits.enabled=false",
                                // They answer no pings either; that is not what ends them here.
                                "--socket.pong_wait_ms=600000",
                                "--socket.max_pending_bytes=" + PENDING_BYTES);
                var sender = new Player(server.port(), "the-honest-player")) {
            List<String> matches = new ArrayList<>();
            for (int i = 0; i < MATCH_COUNT; i++) {
                Envelope created =
                        sender.request(
                                Envelope.newBuilder()
                                        .setMatchCreate(MatchCreate.getDefaultInstance())
                                        .build());
                matches.add(created.getMatch().getMatchId());
            }
            List<RawClient> deaf = new ArrayList<>();
            try {
                String token = sender.session().token();
                for (int i = 0; i < SOCKET_COUNT; i++) {
                    String join =
                            "{\"match_join\":{\"match_id\":\""
                                    + matches.get(i % MATCH_COUNT)
                                    + "\"}}";
                    deaf.add(new RawClient(server.port(), 2048).upgrade(token, "json").text(join));
                }
                sender.await(
                        "all sockets to be in",
                        () -> server.metric("kaosnet_sessions") == SOCKET_COUNT + 1);
                long before = usedHeapBytes();
                long deadlineNs = System.nanoTime() + 120_000_000_000L;
                while (server.metric("kaosnet_sessions") > 1) {
                    assertThat(System.nanoTime()).as("all closed").isLessThan(deadlineNs);
                    for (String match : matches) {
                        send(sender, match);
                    }
                    ping(sender);
                }
                assertThat(
                                server.metric(
                                        "kaosnet_sockets_closed_total{"
                                                + "reason=\"outgoing_queue_full\"}"))
                        .isEqualTo(SOCKET_COUNT);
                // What waits for a socket is bounded, and frames are shared among all of them.
                assertThat(usedHeapBytes() - before)
                        .isLessThan((long) SOCKET_COUNT * PENDING_BYTES + (32 << 20));
            } finally {
                for (RawClient client : deaf) {
                    client.close();
                }
            }
        }
    }

    @Test
    void whoReadsLateHasEverythingInOrder() throws IOException {
        int messageCount = 6000;
        try (var server =
                        new ServerFixture(
                                "--limits.enabled=false",
                                "--socket.max_pending_bytes=" + (64 << 20));
                var sender = new Player(server.port(), "the-honest-player");
                var late = new RawClient(server.port(), 2048)) {
            String match = createAndJoin(sender, late);
            int read = 0;
            for (int sent = 1; sent <= messageCount; sent++) {
                send(sender, match, sent, PAYLOAD);
                if (sent % 50 == 0) {
                    ping(sender);
                }
                // All that the system's buffers take, then at times as fast as they come, at times
                // in fits.
                if (sent > messageCount / 2 && sent % 500 < 250) {
                    read = readData(late, read);
                    read = sent % 3 == 0 ? readData(late, read) : read;
                }
            }
            while (read < messageCount) {
                read = readData(late, read);
            }
        }
    }

    /// A frame that goes alone goes past its channel, and what the socket does not take of it has
    /// to go on behind it: each time that all was read the first frame that has no room is cut.
    @Test
    void aFrameThatHasRoomInPartGoesOnWhereItWasCut() throws IOException {
        int roundCount = 4;
        int roundSize = 350;
        try (var server =
                        new ServerFixture(
                                "--limits.enabled=false",
                                "--socket.max_message_size_bytes=16384",
                                "--socket.max_pending_bytes=" + (64 << 20));
                var sender = new Player(server.port(), "the-honest-player");
                var late = new RawClient(server.port(), 2048)) {
            String match = createAndJoin(sender, late);
            int sent = 0;
            int read = 0;
            for (int round = 0; round < roundCount; round++) {
                for (int i = 0; i < roundSize; i++) {
                    send(sender, match, ++sent, LARGE);
                    // Answered, so that no other goes with it.
                    ping(sender);
                }
                while (read < sent) {
                    read = readData(late, read);
                }
            }
        }
    }

    /// @return the id of a match that the sender has made and the other is in
    private static String createAndJoin(Player sender, RawClient other) throws IOException {
        String match =
                sender.request(
                                Envelope.newBuilder()
                                        .setMatchCreate(MatchCreate.getDefaultInstance())
                                        .build())
                        .getMatch()
                        .getMatchId();
        other.upgrade(sender.session().token(), "json")
                .text("{\"match_join\":{\"match_id\":\"" + match + "\"}}");
        String joined;
        do {
            joined = other.readFrame();
        } while (!joined.startsWith("{\"match\":"));
        return match;
    }

    /// Reads up to the end of the next message.
    ///
    /// @return its number
    private static int readData(RawClient client, int before) throws IOException {
        while (true) {
            String frame = client.readFrame();
            if (frame.contains("\"match_data\"")) {
                assertThat(frame).contains("\"op_code\":\"" + (before + 1) + "\"").endsWith("}}");
                return before + 1;
            }
        }
    }

    /// Answered within the player's patience.
    private static void ping(Player player) {
        Envelope pong =
                player.request(Envelope.newBuilder().setPing(Ping.getDefaultInstance()).build());
        assertThat(pong.hasPong()).isTrue();
    }

    private static void send(Player sender, String match) {
        send(sender, match, 1, PAYLOAD);
    }

    private static void send(Player sender, String match, int opCode, ByteString payload) {
        boolean sent =
                sender.socket()
                        .send(
                                Envelope.newBuilder()
                                        .setMatchDataSend(
                                                MatchDataSend.newBuilder()
                                                        .setMatchId(match)
                                                        .setOpCode(opCode)
                                                        .setData(payload))
                                        .build());
        assertThat(sent).isTrue();
    }

    private static long usedHeapBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
