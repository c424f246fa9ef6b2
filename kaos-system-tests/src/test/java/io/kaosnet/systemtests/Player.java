package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.client.KaosClient;
import io.kaosnet.client.KaosSession;
import io.kaosnet.client.KaosSocket;
import io.kaosnet.client.SocketListener;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchJoin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A player with a real client on a socket. Owned by the test's thread.
final class Player implements AutoCloseable, SocketListener {
    private static final long WAIT_NS = 20_000_000_000L;

    private final KaosClient client;
    private final KaosSession session;
    private final KaosSocket socket;
    private final List<String> matchData = new ArrayList<>();
    private @Nullable Envelope answer;

    /// Logs in and connects over WebSocket.
    Player(int port, String deviceId) {
        client = new KaosClient("http://127.0.0.1:" + port, "defaultkey");
        session = client.authenticateDevice(deviceId, null);
        socket = new KaosSocket(client, session, KaosSocket.Via.WEBSOCKET, true, this);
        await("a socket", socket::isOpen);
    }

    @Override
    public void onMatchData(MatchData data) {
        matchData.add(data.getData().toStringUtf8());
    }

    KaosClient client() {
        return client;
    }

    KaosSession session() {
        return session;
    }

    KaosSocket socket() {
        return socket;
    }

    /// Polls until the condition holds.
    void await(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for %s", what).isLessThan(deadlineNs);
            if (socket.poll(System.nanoTime()) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    /// Sends a request and waits for its answer.
    Envelope request(Envelope envelope) {
        answer = null;
        assertThat(socket.request(envelope, got -> answer = got)).isTrue();
        await("an answer", () -> answer != null);
        Envelope got = answer;
        if (got == null) {
            throw new AssertionError("no answer");
        }
        return got;
    }

    Envelope join(String matchId, Map<String, String> metadata) {
        return request(
                Envelope.newBuilder()
                        .setMatchJoin(
                                MatchJoin.newBuilder().setMatchId(matchId).putAllMetadata(metadata))
                        .build());
    }

    /// The payloads of match data since the last time.
    List<String> matchData() {
        List<String> data = List.copyOf(matchData);
        matchData.clear();
        return data;
    }

    /// Waits for match data.
    ///
    /// @return the newest
    String nextMatchData() {
        matchData.clear();
        await("match data", () -> !matchData.isEmpty());
        return matchData().getLast();
    }

    @Override
    public void close() {
        socket.close();
        client.close();
    }
}
