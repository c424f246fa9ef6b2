package io.kaosnet.runtime;

import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.kaosnet.League;

/// Leagues: divisions with promotion and relegation at each reset. Safe from any thread but a
/// match's; blocks. All methods throw [RuntimeError]: `INVALID_ARGUMENT` for what is malformed,
/// `NOT_FOUND` for a league that is not there.
public interface Leagues {
    /// Makes a league; one that is there already stays as it is.
    League create(League league);

    /// @param userId whose division to tell; empty for nobody's
    League get(String id, String userId);

    /// None of this id is no error.
    void delete(String id);

    /// Somebody begins in the lowest division; a member stays where it is.
    League join(String id, String userId, String username);

    /// Writes a score in the member's division.
    LeaderboardRecord write(
            String id, String userId, String username, long score, long subscore, String metadata);

    /// A page of a division.
    LeaderboardRecordList records(String id, int division, int limit, String cursor);
}
