package io.kaosnet.runtime;

import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketList;

/// Brackets: eliminations, round robins and Swiss. Safe from any thread but a match's; blocks. All
/// methods throw [RuntimeError]: `INVALID_ARGUMENT` for what is malformed, `NOT_FOUND` for a
/// bracket or match that is not there, `FAILED_PRECONDITION` for what cannot be done now.
public interface Brackets {
    /// Makes a bracket that players may join.
    ///
    /// @param bracket id, title, format, best of, rounds, size, no-show time and metadata; what is
    ///     0 or empty gets its standard
    Bracket create(Bracket bracket);

    Bracket get(String id);

    /// A page, the oldest first, without matches.
    BracketList list(int limit, String cursor);

    void delete(String id);

    /// @param seed from 1, the strongest; 0 for none
    Bracket join(String id, String userId, String username, int seed);

    /// Before the beginning, or giving up all that is not played.
    Bracket leave(String id, String userId);

    /// Ends joining and lays out the matches.
    Bracket start(String id);

    /// Tells a result, whatever the players said.
    Bracket decide(String id, int matchId, int homeGames, int awayGames);
}
