package io.kaosnet.runtime;

/// The answer to a player that wants to join. Immutable.
///
/// @param reason for the client, when refused; empty for the default text
public record JoinDecision(boolean accepted, String reason) {
    public static final JoinDecision ACCEPT = new JoinDecision(true, "");

    public static JoinDecision refuse(String reason) {
        return new JoinDecision(false, reason);
    }
}
