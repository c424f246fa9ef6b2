package io.kaosnet.core.leaderboard;

import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Definitions in SQL. Blocks; safe from any virtual thread.
final class BoardStore {
    private static final String COLUMNS =
            "id, authoritative, sort_order, operator, reset_schedule, metadata, enable_ranks,"
                    + " create_time, duration_sec, title, description, category, start_sec, end_sec,"
                    + " join_required, max_size, max_num_score";
    private static final String ALL = "SELECT " + COLUMNS + " FROM leaderboard";
    private static final String FIND = ALL + " WHERE id = ?";
    private static final String LIST =
            ALL
                    + " WHERE duration_sec = 0 AND (create_time, id) > (?, ?)"
                    + " ORDER BY create_time, id LIMIT ?";
    private static final String INSERT =
            "INSERT INTO leaderboard ("
                    + COLUMNS
                    + ", ordered) VALUES (?, ?, ?, ?, ?, {json}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";
    // Waits for records that are being added, and has others wait: all will be in the order.
    private static final String UNORDERED =
            "SELECT id FROM leaderboard WHERE id {in-text} AND NOT ordered ORDER BY id {for-update}";
    private static final String SET_ORDERED =
            "UPDATE leaderboard SET ordered = ? WHERE id {in-text}";
    private static final String ORDER_RECORDS =
            "UPDATE leaderboard_record SET order_score = score, order_subscore = subscore"
                    + " WHERE leaderboard_id {in-text}";
    private static final String DISABLE_RANKS =
            "UPDATE leaderboard SET enable_ranks = ? WHERE id = ?";
    private static final String DELETE = "DELETE FROM leaderboard WHERE id = ?";

    private final Database database;

    BoardStore(Database database) {
        this.database = database;
    }

    List<Board> all() {
        return database.read(tx -> tx.sql(ALL).list(BoardStore::board));
    }

    @Nullable Board find(String id) {
        return database.read(tx -> tx.sql(FIND).bind(id).one(BoardStore::board));
    }

    /// Plain leaderboards, the oldest first.
    List<Board> list(long afterMicros, String afterId, int limit) {
        return database.read(
                tx ->
                        tx.sql(LIST)
                                .bind(afterMicros)
                                .bind(afterId)
                                .bind(limit)
                                .list(BoardStore::board));
    }

    /// @param then what else belongs to the creation
    /// @return whether there was none of this id
    boolean insert(Board board, Runnable then) {
        return database.write(
                tx -> {
                    boolean isNew = insert(tx, board) == 1;
                    if (isNew) {
                        then.run();
                    }
                    return isNew;
                });
    }

    private static int insert(Tx tx, Board board) {
        TournamentRules rules = board.tournament();
        Query query =
                tx.sql(INSERT)
                        .bind(board.id())
                        .bind(board.isAuthoritative())
                        .bind(board.sortOrder().ordinal())
                        .bind(board.operator().ordinal())
                        .bind(board.schedule() == null ? null : board.schedule().toString())
                        .bind(board.metadata())
                        .bind(board.hasRanks())
                        .bind(board.createMicros());
        if (rules == null) {
            query.bind(0).bind("").bind("").bind(0).bind(0).bind(0).bind(false);
            query.bind(TournamentRules.UNLIMITED_SIZE);
            query.bind(TournamentRules.STANDARD_MAX_NUM_SCORE);
        } else {
            query.bind(rules.durationSec())
                    .bind(rules.title())
                    .bind(rules.description())
                    .bind(rules.category())
                    .bind(rules.startSec())
                    .bind(rules.endSec())
                    .bind(rules.joinRequired())
                    .bind(rules.maxSize())
                    .bind(rules.maxNumScore());
        }
        return query.bind(!board.hasRanks()).update();
    }

    void disableRanks(String id) {
        database.write(
                tx -> {
                    order(tx, List.of(id));
                    return tx.sql(DISABLE_RANKS).bind(false).bind(id).update();
                });
    }

    /// Has SQL keep the order of these boards' records, from now on and for good: lists of boards
    /// whose ranks are not in memory are read in it.
    void order(Collection<String> ids) {
        database.write(tx -> order(tx, ids));
    }

    private static int order(Tx tx, Collection<String> ids) {
        List<String> unordered = tx.sql(UNORDERED).bindTexts(ids).list(row -> row.text(1));
        if (!unordered.isEmpty()) {
            tx.sql(SET_ORDERED).bind(true).bindTexts(unordered).update();
            tx.sql(ORDER_RECORDS).bindTexts(unordered).update();
        }
        return unordered.size();
    }

    /// Deletes it with all its records.
    ///
    /// @param then what else belongs to the deletion
    void delete(String id, Runnable then) {
        database.write(
                tx -> {
                    int deleted = tx.sql(DELETE).bind(id).update();
                    then.run();
                    return deleted;
                });
    }

    private static Board board(Row row) {
        String schedule = row.textOrNull(5);
        long durationSec = row.integer(9);
        return new Board(
                row.text(1),
                row.bool(2),
                SortOrder.of(row.integer(3)),
                Operator.of(row.integer(4)),
                schedule == null ? null : Board.schedule(schedule),
                row.text(6),
                row.bool(7),
                row.integer(8),
                durationSec == 0
                        ? null
                        : new TournamentRules(
                                row.text(10),
                                row.text(11),
                                (int) row.integer(12),
                                row.integer(13),
                                row.integer(14),
                                durationSec,
                                row.bool(15),
                                (int) row.integer(16),
                                (int) row.integer(17)));
    }
}
