package io.kaosnet.runtime;

/// A player in a match. Immutable. Stays the same while a dropped player's seat is held, so it can
/// be a key of the game's own state.
///
/// @param reason why the player joined or left
public record MatchPresence(
        String userId, String sessionId, String username, String node, Reason reason) {

    /// The numbers are the wire's.
    public enum Reason {
        UNKNOWN,
        JOIN,
        UPDATE,
        LEAVE,
        DISCONNECT;

        public int number() {
            return ordinal();
        }
    }

    public MatchPresence withReason(Reason reason) {
        return new MatchPresence(userId, sessionId, username, node, reason);
    }
}
