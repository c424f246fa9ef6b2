package io.kaosnet.runtime;

import io.kaosnet.protocol.api.Tournament;
import io.kaosnet.protocol.api.TournamentList;
import java.util.List;

/// Tournaments. Safe from any thread but a match's; blocks. All methods throw [RuntimeError]:
/// `INVALID_ARGUMENT` for what is malformed, `NOT_FOUND` for a tournament that is not there,
/// `FAILED_PRECONDITION` for what its rules do not allow.
public interface Tournaments extends BoardRecords {
    /// What a tournament is made with: a leaderboard and its rules.
    ///
    /// @param category 0 to 127
    /// @param startSec seconds since 1970; 0 for now
    /// @param endSec seconds since 1970; 0 for never
    /// @param durationSec how long it is open after its start and each reset
    /// @param maxSize how many may take part; 0 for any number
    /// @param maxNumScore how often each may write; 0 for a million
    record Definition(
            Leaderboards.Definition leaderboard,
            String title,
            String description,
            int category,
            long startSec,
            long endSec,
            long durationSec,
            int maxSize,
            int maxNumScore,
            boolean joinRequired) {}

    /// Makes a tournament; one that is there already stays as it is.
    void create(Definition definition);

    /// Deletes it with its records; none of this id is no error.
    void delete(String id);

    /// A page of those of some categories.
    ///
    /// @param startSec the earliest start
    /// @param endSec the latest end; 0 for those without an end, -1 for all that are not over
    TournamentList list(
            int categoryStart,
            int categoryEnd,
            long startSec,
            long endSec,
            int limit,
            String cursor);

    /// Those of these ids that are there.
    List<Tournament> byIds(List<String> ids);

    void join(String id, String userId, String username);

    void addAttempts(String id, String ownerId, int count);
}
