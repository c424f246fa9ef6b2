package io.kaosnet.core.leaderboard;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.protocol.api.LeaderboardRecord;
import org.jspecify.annotations.Nullable;

/// What writes make of records. Pure functions.
final class RecordChange {
    private RecordChange() {}

    private static LeaderboardRecord.Builder fresh(RecordWrite write) {
        TournamentRules rules = write.board().tournament();
        Timestamp now = RecordStore.timestamp(write.nowMicros());
        LeaderboardRecord.Builder record =
                LeaderboardRecord.newBuilder()
                        .setLeaderboardId(write.board().id())
                        .setOwnerId(write.ownerId().toString())
                        .setMaxNumScore(
                                rules == null
                                        ? TournamentRules.STANDARD_MAX_NUM_SCORE
                                        : rules.maxNumScore())
                        .setMetadata("{}")
                        .setCreateTime(now)
                        .setUpdateTime(now);
        if (write.expirySec() > 0) {
            record.setExpiryTime(Timestamp.newBuilder().setSeconds(write.expirySec()));
        }
        return record;
    }

    /// The record of somebody who takes part but has no score: behind everybody who has one.
    static LeaderboardRecord joined(RecordWrite write) {
        LeaderboardRecord.Builder record = fresh(write);
        if (write.board().sortOrder() == SortOrder.ASCENDING) {
            record.setScore(Long.MAX_VALUE).setSubscore(Long.MAX_VALUE);
        }
        named(record, write);
        return record.build();
    }

    private static void named(LeaderboardRecord.Builder record, RecordWrite write) {
        if (!write.username().isEmpty()) {
            record.setUsername(StringValue.of(write.username()));
        }
    }

    /// @throws ApiException `NOT_FOUND`, `INVALID_ARGUMENT`
    static LeaderboardRecord withAttempts(RecordWrite write, @Nullable LeaderboardRecord old) {
        if (old == null) {
            throw ApiException.notFound("Tournament record not found");
        }
        long most = (long) old.getMaxNumScore() + write.attempts();
        if (most < 0 || most > Integer.MAX_VALUE) {
            throw ApiException.invalidArgument(
                    "count: " + write.attempts() + " with " + old.getMaxNumScore() + " there");
        }
        return old.toBuilder()
                .setMaxNumScore((int) most)
                .setUpdateTime(RecordStore.timestamp(write.nowMicros()))
                .build();
    }

    /// @return the old record itself when nothing changes
    /// @throws ApiException `INVALID_ARGUMENT`, or `FAILED_PRECONDITION` by a tournament's rules
    static LeaderboardRecord scored(RecordWrite write, @Nullable LeaderboardRecord old) {
        TournamentRules rules = write.board().tournament();
        if (rules != null && rules.joinRequired()) {
            if (old == null) {
                throw new ApiException(
                        Code.FAILED_PRECONDITION, "Must join tournament before writing a score");
            }
            if (old.getNumScore() >= old.getMaxNumScore()) {
                return old;
            }
        }
        if (rules != null && old != null && old.getNumScore() >= old.getMaxNumScore()) {
            throw new ApiException(
                    Code.FAILED_PRECONDITION, "No more attempts left in this tournament");
        }
        SortOrder order = write.board().sortOrder();
        boolean isFirst = old == null || old.getNumScore() == 0;
        long oldScore = old == null ? 0 : old.getScore();
        long oldSubscore = old == null ? 0 : old.getSubscore();
        Operator operator = write.operator();
        long score = operator.apply("score", order, isFirst, oldScore, write.score());
        long subscore = operator.apply("subscore", order, isFirst, oldSubscore, write.subscore());
        boolean hasMetadata = !write.metadata().isEmpty();
        boolean isBetter = isFirst || score != oldScore || subscore != oldSubscore;
        boolean isChanged =
                isBetter
                        || rules != null
                        || (operator != Operator.BEST
                                && hasMetadata
                                && old != null
                                && !write.metadata().equals(old.getMetadata()));
        if (old != null && !isChanged) {
            return old;
        }
        LeaderboardRecord.Builder record = old == null ? fresh(write) : old.toBuilder();
        named(record, write);
        if (hasMetadata && (isBetter || operator != Operator.BEST)) {
            record.setMetadata(write.metadata());
        }
        return record.setScore(score)
                .setSubscore(subscore)
                .setNumScore(record.getNumScore() + 1)
                .setUpdateTime(RecordStore.timestamp(write.nowMicros()))
                .build();
    }
}
