package io.kaosnet.core.leaderboard;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.protocol.api.LeaderboardRecord;
import org.jspecify.annotations.Nullable;

/// What became of a write: the record as it is now, or why it was refused. Immutable.
record Written(@Nullable LeaderboardRecord record, @Nullable ApiException refusal) {
    static Written refused(ApiException refusal) {
        return new Written(null, refusal);
    }

    static Written done(LeaderboardRecord record) {
        return new Written(record, null);
    }
}
