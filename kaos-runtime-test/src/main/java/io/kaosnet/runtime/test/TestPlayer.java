package io.kaosnet.runtime.test;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.MatchJoin;
import io.kaosnet.protocol.realtime.MatchLeave;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import io.kaosnet.runtime.RuntimeError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A connected player of a [GameTest]. Owned by the test's thread.
public final class TestPlayer {
    private final GameTest game;
    private final Session session;
    private final TestClient client;
    private int lastCid;

    TestPlayer(GameTest game, Session session, TestClient client) {
        this.game = game;
        this.session = session;
        this.client = client;
    }

    public String userId() {
        return session.userId().toString();
    }

    public String sessionId() {
        return session.id().toString();
    }

    public String username() {
        return session.username();
    }

    /// Calls a function as this player.
    ///
    /// @throws RuntimeError with the code and the text that the player would be told
    public String rpc(String id, String payload) {
        return game.rpc(session.caller(), id, payload);
    }

    /// Runs the hook before a call, as this player.
    ///
    /// @param id as in registrations: `WriteStorageObjects`
    /// @return the request that the server would go on with; null when the hook refuses it. The
    ///     request itself when there is no hook
    /// @throws RuntimeError with the code and the text that the player would be told
    @SuppressWarnings("unchecked")
    public <Q extends Message> @Nullable Q before(String id, Q request) {
        var hook = game.modules().before(id);
        return hook == null ? request : (Q) game.await(() -> hook.run(session.caller(), request));
    }

    /// Runs the hook after a call, as this player; nothing when there is none.
    public void after(String id, Message request, Message response) {
        var hook = game.modules().after(id);
        if (hook != null) {
            game.await(
                    () -> {
                        hook.run(session.caller(), response, request);
                        return null;
                    });
        }
    }

    /// Sends any realtime message and waits until the server is done with it, hooks and all.
    ///
    /// @return the answer; null when there is none
    public @Nullable Envelope send(Envelope message) {
        String cid = "test-" + ++lastCid;
        game.send(session, message.toBuilder().setCid(cid).build());
        for (Iterator<Envelope> all = client.received.iterator(); all.hasNext(); ) {
            Envelope one = all.next();
            if (one.getCid().equals(cid)) {
                all.remove();
                return one;
            }
        }
        return null;
    }

    /// Joins a match.
    ///
    /// @throws RuntimeError with the reason when the match refuses; the code is
    ///     `PERMISSION_DENIED`, or `NOT_FOUND` without such a match
    public void join(String matchId) {
        join(matchId, Map.of());
    }

    public void join(String matchId, Map<String, String> metadata) {
        Envelope answer =
                send(
                        Envelope.newBuilder()
                                .setMatchJoin(
                                        MatchJoin.newBuilder()
                                                .setMatchId(matchId)
                                                .putAllMetadata(metadata))
                                .build());
        if (answer != null && answer.hasError()) {
            Error error = answer.getError();
            boolean isMissing = error.getCode() == Error.Code.MATCH_NOT_FOUND.getNumber();
            throw new RuntimeError(
                    isMissing ? RuntimeError.NOT_FOUND : RuntimeError.PERMISSION_DENIED,
                    error.getMessage());
        }
    }

    public void leave(String matchId) {
        send(
                Envelope.newBuilder()
                        .setMatchLeave(MatchLeave.newBuilder().setMatchId(matchId))
                        .build());
    }

    /// Sends data to a match; it sees them in its next loop.
    public void sendData(String matchId, long opCode, String data) {
        sendData(matchId, opCode, data.getBytes(StandardCharsets.UTF_8));
    }

    public void sendData(String matchId, long opCode, byte[] data) {
        send(
                Envelope.newBuilder()
                        .setMatchDataSend(
                                MatchDataSend.newBuilder()
                                        .setMatchId(matchId)
                                        .setOpCode(opCode)
                                        .setData(ByteString.copyFrom(data))
                                        .setReliable(true))
                        .build());
    }

    /// Looks for others to play with. Who is found, and the match, is told by a
    /// `matchmaker_matched` among what was [#received].
    ///
    /// @return the ticket
    /// @throws RuntimeError with the reason when the matchmaker refuses
    public String addMatchmaker(String query, int minCount, int maxCount) {
        Envelope answer =
                send(
                        Envelope.newBuilder()
                                .setMatchmakerAdd(
                                        MatchmakerAdd.newBuilder()
                                                .setQuery(query)
                                                .setMinCount(minCount)
                                                .setMaxCount(maxCount))
                                .build());
        if (answer == null || answer.hasError()) {
            throw new RuntimeError(
                    RuntimeError.INVALID_ARGUMENT,
                    answer == null ? "no answer" : answer.getError().getMessage());
        }
        return answer.getMatchmakerTicket().getTicket();
    }

    /// Everything that arrived since the last look, in order, but for answers.
    public List<Envelope> received() {
        List<Envelope> all = List.copyOf(client.received);
        client.received.clear();
        return all;
    }

    /// The match data that arrived; other messages stay for [#received].
    public List<MatchData> matchData() {
        List<MatchData> data = new ArrayList<>();
        client.received.removeIf(
                envelope -> envelope.hasMatchData() && data.add(envelope.getMatchData()));
        return data;
    }

    /// Loses the connection. A player that comes back is a new one: [GameTest#player] with the
    /// same name.
    public void drop() {
        game.drop(session);
    }

    /// Whether the server has closed the connection.
    public boolean isDisconnected() {
        return client.closed != null;
    }

    static RuntimeError error(ApiException e) {
        return new RuntimeError(e.code().number(), e.text());
    }
}
