package io.kaosnet.core.match;

import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A session that waits to be let into a match. Safe from any thread.
final class MatchJoinAttempt {
    private final Session session;
    private final Map<String, String> metadata;
    private final MatchAnswer<Result> answer = new MatchAnswer<>();

    sealed interface Result {}

    /// @param reply what the client is answered
    record Joined(Seat seat, Envelope reply) implements Result {}

    record Refused(String reason) implements Result {}

    MatchJoinAttempt(Session session, Map<String, String> metadata) {
        this.session = session;
        this.metadata = metadata;
    }

    Session session() {
        return session;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    void complete(Result result) {
        answer.complete(result);
    }

    boolean isAnswered() {
        return answer.isGiven();
    }

    @Nullable Result await(long timeoutMs) {
        return answer.await(timeoutMs);
    }
}
