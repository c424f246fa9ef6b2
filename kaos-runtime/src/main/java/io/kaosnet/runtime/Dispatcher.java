package io.kaosnet.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a match does to its members. Owned by the match: only inside its callbacks.
public interface Dispatcher {
    /// Sends to all members at once; leaves with this tick's flush.
    default void broadcast(long opCode, byte[] data) {
        broadcast(opCode, data, null, null, true);
    }

    /// @param targets null for all members; an empty list for nobody; others than members are
    ///     left out
    /// @param sender shown to the clients as the sender; null for the match itself
    void broadcast(
            long opCode,
            byte @Nullable [] data,
            @Nullable List<MatchPresence> targets,
            @Nullable MatchPresence sender,
            boolean reliable);

    /// The same, sent when the callback has ended. Bounded: `match.deferred_queue_size`.
    ///
    /// @throws RuntimeError `RESOURCE_EXHAUSTED` when the queue is full
    void broadcastDeferred(
            long opCode,
            byte @Nullable [] data,
            @Nullable List<MatchPresence> targets,
            @Nullable MatchPresence sender,
            boolean reliable);

    /// Takes members out of the match; `leave` follows.
    void kick(List<MatchPresence> presences);

    /// Seen by listings at once.
    ///
    /// @throws RuntimeError `INVALID_ARGUMENT` over 2048 bytes
    void updateLabel(String label);
}
