package io.kaosnet.core.league;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.protocol.kaosnet.League;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Leagues and their members in SQL. Blocks; safe from any virtual thread.
final class LeagueStore {
    private static final String FIND = "SELECT state, last_reset_sec FROM league WHERE id = ?";
    private static final String INSERT =
            "INSERT INTO league (id, state) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String DELETE = "DELETE FROM league WHERE id = ?";
    private static final String JOIN =
            "INSERT INTO league_member (league_id, user_id, username, division)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String DIVISION =
            "SELECT division FROM league_member WHERE league_id = ? AND user_id = ?";
    private static final String RESET =
            "UPDATE league SET last_reset_sec = ? WHERE id = ? AND last_reset_sec < ?";
    private static final String MOVE =
            "UPDATE league_member SET division = ? WHERE league_id = ? AND user_id = ?";
    private static final String LEAVE = "DELETE FROM league_member WHERE user_id = ?";

    private final Database database;

    LeagueStore(Database database) {
        this.database = database;
    }

    /// A member that changes its division. Immutable.
    record Move(UUID userId, int from, int to) {}

    @Nullable League find(String id) {
        return database.read(tx -> tx.sql(FIND).bind(id).one(LeagueStore::league));
    }

    /// @return whether there was none of this id
    boolean insert(League league, Runnable then) {
        return database.write(
                tx -> {
                    boolean isNew =
                            tx.sql(INSERT).bind(league.getId()).bind(league.toByteArray()).update()
                                    == 1;
                    if (isNew) {
                        then.run();
                    }
                    return isNew;
                });
    }

    void delete(String id, Runnable then) {
        database.write(
                tx -> {
                    int deleted = tx.sql(DELETE).bind(id).update();
                    then.run();
                    return deleted;
                });
    }

    void join(String id, UUID userId, String username, int division) {
        database.write(
                tx -> tx.sql(JOIN).bind(id).bind(userId).bind(username).bind(division).update());
    }

    /// 0 for somebody who is no member.
    int division(String id, UUID userId) {
        Integer division =
                database.read(
                        tx ->
                                tx.sql(DIVISION)
                                        .bind(id)
                                        .bind(userId)
                                        .one(row -> (int) row.integer(1)));
        return division == null ? 0 : division;
    }

    /// Moves members at a reset, once.
    ///
    /// @return whether that reset was not done yet
    boolean move(String id, long resetSec, List<Move> moves) {
        return database.write(
                tx -> {
                    int reset = tx.sql(RESET).bind(resetSec).bind(id).bind(resetSec).update();
                    if (reset == 1 && !moves.isEmpty()) {
                        Query query = tx.sql(MOVE);
                        for (Move move : moves) {
                            query.bind(move.to()).bind(id).bind(move.userId()).addBatch();
                        }
                        query.runBatch();
                    }
                    return reset == 1;
                });
    }

    void leaveAll(UUID userId) {
        database.write(tx -> tx.sql(LEAVE).bind(userId).update());
    }

    private static League league(Row row) {
        byte[] state = row.bytesOrNull(1);
        try {
            return League.parseFrom(state == null ? new byte[0] : state);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a league in the database is damaged", e);
        }
    }
}
