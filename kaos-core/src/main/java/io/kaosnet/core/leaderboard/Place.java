package io.kaosnet.core.leaderboard;

import io.kaosnet.protocol.api.LeaderboardRecord;
import java.util.UUID;

/// Where a record stands in its order. Immutable.
record Place(long score, long subscore, UUID ownerId) {
    static Place of(LeaderboardRecord record) {
        return new Place(
                record.getScore(), record.getSubscore(), UUID.fromString(record.getOwnerId()));
    }

    /// Before every record.
    static Place start(Board board) {
        return board.sortOrder() == SortOrder.ASCENDING
                ? new Place(-1, -1, RecordStore.FIRST_ID)
                : new Place(Long.MAX_VALUE, Long.MAX_VALUE, RecordStore.LAST_ID);
    }
}
