package io.kaosnet.core.match;

/// Tokens that let their bearers into one relayed match. Safe from any thread, never blocks.
public interface MatchTokens {
    /// A token for the match, good for 30 s.
    String issue(MatchId match);

    /// The match a token is for.
    ///
    /// @throws io.kaosnet.core.realtime.RealtimeException `BAD_INPUT` for a token that is
    /// malformed,
    ///     forged or expired
    MatchId verify(String token);
}
