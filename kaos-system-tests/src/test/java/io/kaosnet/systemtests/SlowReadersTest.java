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

/// A thousand sockets that never read what they are sent.
final class SlowReadersTest {
    private static final int SOCKET_COUNT = 1000;
    private static final int MATCH_COUNT = 50;
    private static final int PENDING_BYTES = 16_384;
    private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[3000]);

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
                    // Answered within the player's patience.
                    Envelope pong =
                            sender.request(
                                    Envelope.newBuilder()
                                            .setPing(Ping.getDefaultInstance())
                                            .build());
                    assertThat(pong.hasPong()).isTrue();
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

    private static void send(Player sender, String match) {
        boolean sent =
                sender.socket()
                        .send(
                                Envelope.newBuilder()
                                        .setMatchDataSend(
                                                MatchDataSend.newBuilder()
                                                        .setMatchId(match)
                                                        .setOpCode(1)
                                                        .setData(PAYLOAD))
                                        .build());
        assertThat(sent).isTrue();
    }

    private static long usedHeapBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
