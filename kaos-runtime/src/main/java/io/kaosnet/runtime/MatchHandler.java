package io.kaosnet.runtime;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rules of one kind of match; one object for each match, whose fields are its state. Calls
/// never overlap. What a callback throws is logged and counted; the match goes on, or ends after
/// too many in a row.
///
/// Order: messages of one player in the order sent; a player's `join` before its first message and
/// its `leave` after its last; joins, leaves and messages that arrived before a tick are seen by
/// it.
public interface MatchHandler {
    /// Makes one for each match.
    @FunctionalInterface
    interface Factory {
        MatchHandler create();
    }

    /// The first call. What it throws refuses the match.
    MatchInit init(MatchContext match, Map<String, Object> params);

    /// Decides on a player that wants to join; it is not a member yet.
    default JoinDecision joinAttempt(MatchContext match, JoinRequest request) {
        return JoinDecision.ACCEPT;
    }

    default void join(MatchContext match, List<MatchPresence> presences) {}

    default void leave(MatchContext match, List<MatchPresence> presences) {}

    /// Runs at the tick rate with all messages since the last time. The list is reused: it must not
    /// be kept.
    void loop(MatchContext match, List<MatchMessage> messages);

    /// Answers a signal from an RPC, a hook or the console.
    default String signal(MatchContext match, String data) {
        return "";
    }

    /// The server is stopping; the match has this long unless it ends itself before.
    default void terminate(MatchContext match, int graceSeconds) {}

    /// The whole state, to go on after a restart; null for a match that cannot.
    default byte @Nullable [] snapshot(MatchContext match) {
        return null;
    }

    /// Called instead of `init` with what [#snapshot] gave.
    default MatchInit restore(MatchContext match, byte[] snapshot) {
        throw new UnsupportedOperationException("restore");
    }

    /// The match is over; releases what the handler holds.
    default void close() {}
}
