package io.kaosnet.core.leaderboard;

import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.LeaderboardRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The records of a batch of writes in PostgreSQL, one statement for all of them. Owned by the
/// thread that runs the operation.
///
/// How these statements run does not depend on what the database knows of the table: of an empty
/// one that grows it would keep plans that read all of it. What is looked up is found from the list
/// of keys, one by one (`LATERAL` with a lock cannot be turned round), what is changed is found as
/// the rival of a row to insert, which is always in the index of the primary key.
final class RecordBatch {
    private static final String KEYS = "unnest(?::text[], ?::bigint[], ?::uuid[]";
    private static final String FIND =
            "SELECT r.* FROM "
                    + KEYS
                    + ") AS w (board, expiry, owner) CROSS JOIN LATERAL (SELECT "
                    + RecordStore.COLUMNS
                    + " FROM leaderboard_record WHERE leaderboard_id = w.board"
                    + " AND expiry_sec = w.expiry AND owner_id = w.owner FOR UPDATE) AS r";
    private static final String INTO =
            "INSERT INTO leaderboard_record AS r (leaderboard_id, expiry_sec, owner_id, username,"
                    + " score, subscore, num_score, max_num_score, metadata, update_time,"
                    + " create_time, order_score, order_subscore) SELECT w.board, w.expiry,"
                    + " w.owner, w.username, w.score, w.subscore, w.num_score, w.max_num_score,"
                    + " w.metadata::jsonb, w.update_time, ";
    private static final String ROWS =
            " FROM "
                    + KEYS
                    + ", ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],"
                    + " ?::text[], ?::bigint[], ?::bigint[]) AS w (board, expiry, owner, username,"
                    + " score, subscore, num_score, max_num_score, metadata, update_time, last)";
    private static final String INSERT =
            INTO
                    + "w.last, CASE WHEN b.ordered THEN w.score END,"
                    + " CASE WHEN b.ordered THEN w.subscore END"
                    + ROWS
                    + " LEFT JOIN LATERAL (SELECT ordered FROM leaderboard WHERE id = w.board"
                    + " FOR KEY SHARE) AS b ON true ON CONFLICT DO NOTHING";

    /// A row that has no rival stays, and tells by this time that it was never wanted.
    private static final long STRAY = -1;

    // The time at which a record was seen comes where no update needs a value.
    private static final String UPDATE =
            INTO
                    + STRAY
                    + ", w.last, NULL"
                    + ROWS
                    + " ON CONFLICT (leaderboard_id, expiry_sec, owner_id) DO UPDATE SET"
                    + " username = excluded.username, score = excluded.score,"
                    + " subscore = excluded.subscore, num_score = excluded.num_score,"
                    + " max_num_score = excluded.max_num_score, metadata = excluded.metadata,"
                    + " update_time = excluded.update_time,"
                    + " order_score = CASE WHEN r.order_score IS NULL THEN NULL"
                    + " ELSE excluded.score END,"
                    + " order_subscore = CASE WHEN r.order_score IS NULL THEN NULL"
                    + " ELSE excluded.subscore END";
    private static final String UPDATE_IF_SEEN =
            UPDATE
                    + " WHERE r.update_time = excluded.order_score"
                    + " AND r.num_score = excluded.num_score - 1"
                    + " AND r.max_num_score = excluded.max_num_score"
                    + " RETURNING leaderboard_id, expiry_sec, owner_id, ";
    private static final String UPDATE_SEEN = UPDATE_IF_SEEN + "create_time";
    // By itself it must not leave a stray: it divides by zero, and has done nothing.
    private static final String UPDATE_SEEN_OR_FAIL =
            UPDATE_IF_SEEN + "1 / (create_time - (" + STRAY + "))";
    private static final String DELETE =
            "DELETE FROM leaderboard_record"
                    + " WHERE leaderboard_id = ? AND expiry_sec = ? AND owner_id = ?";

    private RecordBatch() {}

    /// A record and what it becomes.
    ///
    /// @param seen the record as it is or was; null for a new one
    record Change(RecordWrite write, @Nullable LeaderboardRecord seen, LeaderboardRecord next) {}

    /// Whether a record that is no more as it was seen can be told from what it becomes.
    static boolean isTold(LeaderboardRecord seen, LeaderboardRecord next) {
        return next.getNumScore() == seen.getNumScore() + 1
                && next.getMaxNumScore() == seen.getMaxNumScore();
    }

    /// The records that are there, locked.
    static Map<RecordKey, LeaderboardRecord> find(Tx tx, List<RecordWrite> writes) {
        int count = writes.size();
        String[] boards = new String[count];
        long[] expiries = new long[count];
        UUID[] owners = new UUID[count];
        for (int i = 0; i < count; i++) {
            boards[i] = writes.get(i).board().id();
            expiries[i] = writes.get(i).expirySec();
            owners[i] = writes.get(i).ownerId();
        }
        Map<RecordKey, LeaderboardRecord> found = new HashMap<>();
        tx.sql(FIND)
                .bindColumn(boards)
                .bindColumn(expiries)
                .bindColumn(owners)
                .each(
                        row ->
                                found.put(
                                        new RecordKey(row.text(1), row.integer(2), row.uuid(3)),
                                        RecordStore.record(row)));
        return found;
    }

    /// @return how many were inserted: the others are there already
    static int insert(Tx tx, List<Change> changes) {
        return bind(tx.sql(INSERT), changes).update();
    }

    /// Changes records that [#find] found.
    static void update(Tx tx, List<Change> changes) {
        int updated = bind(tx.sql(UPDATE), changes).update();
        if (updated != changes.size()) {
            throw new IllegalStateException("updated " + updated + " of " + changes.size());
        }
    }

    /// Changes the records that still are as they were seen.
    ///
    /// @param changes of which [#isTold] says yes
    /// @return which they are
    static Set<RecordKey> updateSeen(Tx tx, List<Change> changes) {
        Set<RecordKey> updated = new HashSet<>();
        Set<RecordKey> strays = new HashSet<>();
        bind(tx.sql(UPDATE_SEEN), changes)
                .each(
                        row ->
                                (row.integer(4) == STRAY ? strays : updated)
                                        .add(
                                                new RecordKey(
                                                        row.text(1), row.integer(2), row.uuid(3))));
        for (RecordKey stray : strays) {
            tx.sql(DELETE)
                    .bind(stray.boardId())
                    .bind(stray.expirySec())
                    .bind(stray.ownerId())
                    .update();
        }
        return updated;
    }

    /// The same as a statement without a transaction around it.
    ///
    /// @throws RuntimeException when a record is not there any more; nothing is changed then
    static Set<RecordKey> updateSeenOrFail(Tx tx, List<Change> changes) {
        Set<RecordKey> updated = new HashSet<>();
        bind(tx.sql(UPDATE_SEEN_OR_FAIL), changes)
                .each(row -> updated.add(new RecordKey(row.text(1), row.integer(2), row.uuid(3))));
        return updated;
    }

    private static Query bind(Query query, List<Change> changes) {
        int count = changes.size();
        String[] boards = new String[count];
        long[] expiries = new long[count];
        UUID[] owners = new UUID[count];
        @Nullable String[] usernames = new @Nullable String[count];
        long[] scores = new long[count];
        long[] subscores = new long[count];
        long[] numScores = new long[count];
        long[] maxNumScores = new long[count];
        String[] metadata = new String[count];
        long[] updateMicros = new long[count];
        long[] lastMicros = new long[count];
        for (int i = 0; i < count; i++) {
            Change change = changes.get(i);
            LeaderboardRecord next = change.next();
            LeaderboardRecord seen = change.seen();
            boards[i] = change.write().board().id();
            expiries[i] = change.write().expirySec();
            owners[i] = change.write().ownerId();
            usernames[i] = next.hasUsername() ? next.getUsername().getValue() : null;
            scores[i] = next.getScore();
            subscores[i] = next.getSubscore();
            numScores[i] = next.getNumScore();
            maxNumScores[i] = next.getMaxNumScore();
            metadata[i] = next.getMetadata();
            updateMicros[i] = RecordStore.micros(next.getUpdateTime());
            lastMicros[i] =
                    RecordStore.micros(seen == null ? next.getUpdateTime() : seen.getUpdateTime());
        }
        return query.bindColumn(boards)
                .bindColumn(expiries)
                .bindColumn(owners)
                .bindColumn(usernames)
                .bindColumn(scores)
                .bindColumn(subscores)
                .bindColumn(numScores)
                .bindColumn(maxNumScores)
                .bindColumn(metadata)
                .bindColumn(updateMicros)
                .bindColumn(lastMicros);
    }
}
