package io.kaosnet.runtime;

import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The records of [Leaderboards] and of [Tournaments], which are leaderboards with rules. Safe from
/// any thread but a match's; blocks.
public interface BoardRecords {
    /// Writes a record, whoever may write it; into a tournament, by its rules.
    ///
    /// @param username empty to keep the one that is there
    /// @param metadata a JSON object; empty to keep what is there
    /// @param operator null for the board's own
    /// @return the record as it is now, with its rank
    LeaderboardRecord write(
            String id,
            String ownerId,
            String username,
            long score,
            long subscore,
            String metadata,
            @Nullable String operator);

    /// A page from the top, and the records of owners.
    ///
    /// @param limit 1 to 1000; 0 for the owners alone
    /// @param expirySec of an older window; 0 for the current one
    LeaderboardRecordList records(
            String id, List<String> ownerIds, int limit, String cursor, long expirySec);

    /// The records around an owner's; empty when it has none.
    LeaderboardRecordList around(
            String id, String ownerId, int limit, String cursor, long expirySec);

    /// None there is no error.
    void deleteRecord(String id, String ownerId);

    /// Deletes the records of these owners.
    ///
    /// @param expirySec of an older window; 0 for the current one
    /// @return how many there were
    int deleteRecords(String id, List<String> ownerIds, long expirySec);

    /// Deletes all records of a window, and keeps the board.
    ///
    /// @param expirySec of an older window; 0 for the current one
    /// @return how many there were
    int deleteAllRecords(String id, long expirySec);

    /// Forgets the ranks, for good.
    void disableRanks(String id);
}
