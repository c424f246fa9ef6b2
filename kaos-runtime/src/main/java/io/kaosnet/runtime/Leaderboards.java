package io.kaosnet.runtime;

import io.kaosnet.protocol.api.Leaderboard;
import io.kaosnet.protocol.api.LeaderboardList;
import io.kaosnet.protocol.api.LeaderboardRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Leaderboards. Safe from any thread but a match's; blocks. All methods throw [RuntimeError]:
/// `INVALID_ARGUMENT` for what is malformed, `NOT_FOUND` for a leaderboard that is not there.
public interface Leaderboards extends BoardRecords {
    /// What a leaderboard is made with.
    ///
    /// @param authoritative whether only the server writes records
    /// @param sortOrder `desc` or `asc`
    /// @param operator `best`, `set`, `incr` or `decr`
    /// @param resetSchedule a cron text, `CRON_TZ=...` before it for a time zone; empty for never
    /// @param metadata a JSON object; empty for none
    /// @param enableRanks whether records carry ranks
    record Definition(
            String id,
            boolean authoritative,
            String sortOrder,
            String operator,
            String resetSchedule,
            String metadata,
            boolean enableRanks) {
        /// The highest score wins, clients may write, never reset, with ranks.
        public Definition(String id) {
            this(id, false, "desc", "best", "", "", true);
        }
    }

    /// Makes a leaderboard; one that is there already stays as it is.
    void create(Definition definition);

    /// Deletes it with its records; none of this id is no error.
    void delete(String id);

    LeaderboardList list(int limit, String cursor);

    /// Those of these ids that are there.
    List<Leaderboard> byIds(List<String> ids);

    /// The record of one owner, or null.
    @Nullable LeaderboardRecord record(String id, String ownerId);

    /// A cursor for a page that begins at a rank.
    String cursorFromRank(String id, long rank, long expirySec);
}
