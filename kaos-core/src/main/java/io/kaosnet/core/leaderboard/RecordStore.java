package io.kaosnet.core.leaderboard;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Engine;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.rank.Ranking;
import io.kaosnet.protocol.api.LeaderboardRecord;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Records read from SQL, without ranks. Blocks; safe from any virtual thread.
final class RecordStore {
    static final String COLUMNS =
            "leaderboard_id, expiry_sec, owner_id, username, score, subscore, num_score,"
                    + " max_num_score, metadata, create_time, update_time";
    private static final String OF_WINDOW =
            "SELECT "
                    + COLUMNS
                    + " FROM leaderboard_record"
                    + " WHERE leaderboard_id = ? AND expiry_sec = ?";
    private static final String OF_OWNERS = OF_WINDOW + " AND owner_id {in-uuid}";
    // PostgreSQL, one by one from the list of owners: without statistics of the table it would read
    // the whole window. OFFSET keeps the planner from turning it round.
    private static final String OF_EACH_OWNER =
            "SELECT r.* FROM unnest(?::uuid[]) AS w (owner) CROSS JOIN LATERAL ("
                    + OF_WINDOW
                    + " AND owner_id = w.owner OFFSET 0) AS r";
    // Boards without ranks have the order of their records in an index.
    private static final String ORDERED = OF_WINDOW + " AND order_score IS NOT NULL";
    private static final String UP = " ORDER BY order_score, order_subscore, owner_id";
    private static final String DOWN =
            " ORDER BY order_score DESC, order_subscore DESC, owner_id DESC";
    private static final String PLACE = " AND (order_score, order_subscore, owner_id)";
    private static final String UPWARDS = ORDERED + PLACE + " > (?, ?, ?)" + UP + " LIMIT ?";
    private static final String DOWNWARDS = ORDERED + PLACE + " < (?, ?, ?)" + DOWN + " LIMIT ?";
    private static final String FROM_RANK_UPWARDS = ORDERED + UP + " LIMIT 1 OFFSET ?";
    private static final String FROM_RANK_DOWNWARDS = ORDERED + DOWN + " LIMIT 1 OFFSET ?";
    private static final String LOAD =
            "SELECT owner_id, score, subscore FROM leaderboard_record"
                    + " WHERE leaderboard_id = ? AND expiry_sec = ?";
    private static final String OWNERS =
            "SELECT owner_id FROM leaderboard_record WHERE leaderboard_id = ? AND expiry_sec = ?"
                    + " LIMIT ?";
    private static final String OF_OWNER =
            "SELECT leaderboard_id, expiry_sec FROM leaderboard_record WHERE owner_id = ?";
    private static final String SIZES =
            "SELECT leaderboard_id, expiry_sec, size FROM tournament_size"
                    + " WHERE leaderboard_id {in-text}";

    static final UUID FIRST_ID = new UUID(0, 0);
    static final UUID LAST_ID = new UUID(-1, -1);

    private final Database database;

    RecordStore(Database database) {
        this.database = database;
    }

    /// Takes how many take part in a window.
    @FunctionalInterface
    interface SizeConsumer {
        void accept(String boardId, long expirySec, int size);
    }

    List<LeaderboardRecord> ofOwners(Board board, long expirySec, Collection<UUID> owners) {
        return database.read(
                tx -> {
                    Query query =
                            tx.engine() == Engine.POSTGRESQL
                                    ? tx.sql(OF_EACH_OWNER)
                                            .bindUuids(new LinkedHashSet<>(owners))
                                            .bind(board.id())
                                            .bind(expirySec)
                                    : tx.sql(OF_OWNERS)
                                            .bind(board.id())
                                            .bind(expirySec)
                                            .bindUuids(owners);
                    return query.list(RecordStore::record);
                });
    }

    /// Records of a board without ranks on one side of a place, the nearest first.
    ///
    /// @param isForwards towards worse ranks
    List<LeaderboardRecord> beside(
            Board board, long expirySec, Place place, boolean isForwards, int limit) {
        boolean isUpwards = (board.sortOrder() == SortOrder.ASCENDING) == isForwards;
        return database.read(
                tx ->
                        tx.sql(isUpwards ? UPWARDS : DOWNWARDS)
                                .bind(board.id())
                                .bind(expirySec)
                                .bind(place.score())
                                .bind(place.subscore())
                                .bind(place.ownerId())
                                .bind(limit)
                                .list(RecordStore::record));
    }

    /// The record of this place in the list of a board without ranks, counted one by one; null when
    /// there are fewer.
    @Nullable LeaderboardRecord atRank(Board board, long expirySec, long rank) {
        return database.read(
                tx ->
                        tx.sql(
                                        board.sortOrder() == SortOrder.ASCENDING
                                                ? FROM_RANK_UPWARDS
                                                : FROM_RANK_DOWNWARDS)
                                .bind(board.id())
                                .bind(expirySec)
                                .bind(rank - 1)
                                .one(RecordStore::record));
    }

    /// Fills a ranking. Takes long for a long list.
    void load(String boardId, long expirySec, Ranking ranking) {
        database.read(
                tx -> {
                    Query query = tx.sql(LOAD).bind(boardId).bind(expirySec);
                    query.each(
                            row -> {
                                UUID owner = row.uuid(1);
                                ranking.put(
                                        owner.getMostSignificantBits(),
                                        owner.getLeastSignificantBits(),
                                        row.integer(2),
                                        row.integer(3));
                            });
                    return ranking;
                });
    }

    /// Some owners of a window, in no order.
    List<UUID> owners(String boardId, long expirySec, int limit) {
        return database.read(
                tx ->
                        tx.sql(OWNERS)
                                .bind(boardId)
                                .bind(expirySec)
                                .bind(limit)
                                .list(row -> row.uuid(1)));
    }

    /// Where an owner has records.
    List<RecordKey> ofOwner(UUID ownerId) {
        return database.read(
                tx ->
                        tx.sql(OF_OWNER)
                                .bind(ownerId)
                                .list(row -> new RecordKey(row.text(1), row.integer(2), ownerId)));
    }

    void sizes(Collection<String> boardIds, SizeConsumer consumer) {
        database.read(
                tx -> {
                    tx.sql(SIZES)
                            .bindTexts(boardIds)
                            .each(
                                    row ->
                                            consumer.accept(
                                                    row.text(1),
                                                    row.integer(2),
                                                    (int) row.integer(3)));
                    return boardIds;
                });
    }

    static LeaderboardRecord record(Row row) {
        LeaderboardRecord.Builder record =
                LeaderboardRecord.newBuilder()
                        .setLeaderboardId(row.text(1))
                        .setOwnerId(row.uuid(3).toString())
                        .setScore(row.integer(5))
                        .setSubscore(row.integer(6))
                        .setNumScore((int) row.integer(7))
                        .setMaxNumScore((int) row.integer(8))
                        .setMetadata(row.text(9))
                        .setCreateTime(timestamp(row.integer(10)))
                        .setUpdateTime(timestamp(row.integer(11)));
        if (row.integer(2) > 0) {
            record.setExpiryTime(Timestamp.newBuilder().setSeconds(row.integer(2)));
        }
        String username = row.textOrNull(4);
        if (username != null) {
            record.setUsername(StringValue.of(username));
        }
        return record.build();
    }

    static long micros(Timestamp time) {
        return time.getSeconds() * 1_000_000L + time.getNanos() / 1000;
    }

    static Timestamp timestamp(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, 1_000_000L))
                .setNanos((int) Math.floorMod(micros, 1_000_000L) * 1000)
                .build();
    }
}
