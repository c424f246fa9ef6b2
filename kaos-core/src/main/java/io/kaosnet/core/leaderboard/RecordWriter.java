package io.kaosnet.core.leaderboard;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Coalescer;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.db.Engine;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.leaderboard.RecordBatch.Change;
import io.kaosnet.protocol.api.LeaderboardRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changes records in SQL, those of many callers in one transaction. Blocks; safe from any virtual
/// thread.
final class RecordWriter {
    private static final int QUEUE_CAPACITY = 65_536;
    private static final String FIND =
            "SELECT "
                    + RecordStore.COLUMNS
                    + " FROM leaderboard_record WHERE leaderboard_id = ? AND expiry_sec = ?"
                    + " AND owner_id = ? {for-update}";
    private static final String IF_ORDERED =
            "(SELECT CASE WHEN ordered THEN ? END FROM leaderboard WHERE id = ? {for-reference})";
    private static final String INSERT =
            "INSERT INTO leaderboard_record (username, score, subscore, num_score, max_num_score,"
                    + " metadata, update_time, order_score, order_subscore, create_time,"
                    + " leaderboard_id, expiry_sec, owner_id) VALUES (?, ?, ?, ?, ?, {json}, ?, "
                    + IF_ORDERED
                    + ", "
                    + IF_ORDERED
                    + ", ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String UPDATE =
            "UPDATE leaderboard_record SET username = ?, score = ?, subscore = ?, num_score = ?,"
                    + " max_num_score = ?, metadata = {json}, update_time = ?,"
                    + " order_score = CASE WHEN order_score IS NULL THEN NULL ELSE ? END,"
                    + " order_subscore = CASE WHEN order_score IS NULL THEN NULL ELSE ? END"
                    + " WHERE leaderboard_id = ? AND expiry_sec = ? AND owner_id = ?";
    /// Only over the state that the change was made from.
    private static final String UPDATE_SAME =
            UPDATE + " AND update_time = ? AND num_score = ? AND max_num_score = ?";

    private static final String TAKE_SEAT =
            "UPDATE tournament_size SET size = size + 1"
                    + " WHERE leaderboard_id = ? AND expiry_sec = ? AND size < ?";
    private static final String FIRST_SEAT =
            "INSERT INTO tournament_size (leaderboard_id, expiry_sec, size) VALUES (?, ?, 1)"
                    + " ON CONFLICT DO NOTHING";
    private static final String GIVE_SEAT =
            "UPDATE tournament_size SET size = size - 1"
                    + " WHERE leaderboard_id = ? AND expiry_sec = ? AND size > 0";
    private static final String GIVE_SEATS =
            "UPDATE tournament_size SET size = {greatest}(size - ?, 0)"
                    + " WHERE leaderboard_id = ? AND expiry_sec = ?";
    private static final String DELETE_OWNERS =
            "DELETE FROM leaderboard_record"
                    + " WHERE leaderboard_id = ? AND expiry_sec = ? AND owner_id {in-uuid}";
    private static final String DELETE =
            "DELETE FROM leaderboard_record"
                    + " WHERE leaderboard_id = ? AND expiry_sec = ? AND owner_id = ?";

    private final Database database;
    private final Coalescer<RecordKey, Task, Written> coalescer;

    RecordWriter(Database database, DatabaseObserver observer) {
        this.database = database;
        this.coalescer =
                new Coalescer<>(
                        database,
                        QUEUE_CAPACITY,
                        observer,
                        Task::key,
                        RecordWriter::run,
                        new Overwriting());
    }

    /// @param seen the record as it was seen last; null when it was not. What comes of a write is
    ///     made from it, so that it need not be read first.
    private record Task(RecordWrite write, @Nullable LeaderboardRecord seen) {
        RecordKey key() {
            return write.key();
        }
    }

    /// @param seen the record as it was seen last; null when it was not
    /// @throws ApiException when the rules of the board refuse it
    LeaderboardRecord write(RecordWrite write, @Nullable LeaderboardRecord seen) {
        Task task = new Task(write, seen);
        Written written;
        try {
            written = coalescer.run(task);
        } catch (ApiException e) {
            if (e.code() != Code.ABORTED) {
                throw e;
            }
            written = coalescer.run(task);
        }
        ApiException refusal = written.refusal();
        LeaderboardRecord record = written.record();
        if (refusal != null || record == null) {
            throw refusal != null ? refusal : new IllegalStateException("nothing was written");
        }
        return record;
    }

    boolean delete(RecordKey key, boolean hasSeats) {
        return database.write(
                tx -> {
                    int deleted =
                            tx.sql(DELETE)
                                    .bind(key.boardId())
                                    .bind(key.expirySec())
                                    .bind(key.ownerId())
                                    .update();
                    if (deleted > 0 && hasSeats) {
                        tx.sql(GIVE_SEAT).bind(key.boardId()).bind(key.expirySec()).update();
                    }
                    return deleted > 0;
                });
    }

    /// @return how many there were
    int delete(String boardId, long expirySec, Collection<UUID> owners, boolean hasSeats) {
        return database.write(
                tx -> {
                    int deleted =
                            tx.sql(DELETE_OWNERS)
                                    .bind(boardId)
                                    .bind(expirySec)
                                    .bindUuids(owners)
                                    .update();
                    if (deleted > 0 && hasSeats) {
                        tx.sql(GIVE_SEATS).bind(deleted).bind(boardId).bind(expirySec).update();
                    }
                    return deleted;
                });
    }

    void restore(Board board, long expirySec, Leaderboards.Kept record) {
        RecordKey key = new RecordKey(board.id(), expirySec, record.ownerId());
        database.write(
                tx -> {
                    int replaced =
                            tx.sql(DELETE)
                                    .bind(key.boardId())
                                    .bind(expirySec)
                                    .bind(record.ownerId())
                                    .update();
                    if (replaced == 0 && board.tournament() != null) {
                        int taken =
                                tx.sql(TAKE_SEAT)
                                        .bind(board.id())
                                        .bind(expirySec)
                                        .bind(Integer.MAX_VALUE)
                                        .update();
                        if (taken == 0) {
                            tx.sql(FIRST_SEAT).bind(board.id()).bind(expirySec).update();
                        }
                    }
                    return tx.sql(INSERT)
                            .bind(record.username())
                            .bind(record.score())
                            .bind(record.subscore())
                            .bind(record.numScore())
                            .bind(record.maxNumScore())
                            .bind(record.metadata())
                            .bind(record.updateMicros())
                            .bind(record.score())
                            .bind(board.id())
                            .bind(record.subscore())
                            .bind(board.id())
                            .bind(record.createMicros())
                            .bind(key.boardId())
                            .bind(expirySec)
                            .bind(record.ownerId())
                            .update();
                });
    }

    void afterCommit(Runnable action) {
        database.afterCommit(action);
    }

    /// @throws ApiException `ABORTED` when another server inserted a record meanwhile
    private static List<Written> run(Tx tx, List<Task> tasks) {
        Map<RecordKey, LeaderboardRecord> done = overwriteSeen(tx, tasks);
        List<RecordWrite> others = new ArrayList<>(tasks.size() - done.size());
        for (Task task : tasks) {
            if (!done.containsKey(task.key())) {
                others.add(task.write());
            }
        }
        if (done.isEmpty()) {
            return runRead(tx, others);
        }
        List<Written> read = others.isEmpty() ? List.of() : runRead(tx, others);
        List<Written> answers = new ArrayList<>(tasks.size());
        int next = 0;
        for (Task task : tasks) {
            LeaderboardRecord record = done.get(task.key());
            answers.add(record != null ? Written.done(record) : read.get(next++));
        }
        return answers;
    }

    /// Updates the records that still are as they were seen, in one statement.
    private static final class Overwriting implements Coalescer.Single<Task, Written> {
        @Override
        public boolean mayRun(List<Task> tasks) {
            return tasks.stream().anyMatch(task -> task.seen() != null);
        }

        @Override
        public List<@Nullable Written> run(Tx tx, List<Task> tasks) {
            Map<RecordKey, LeaderboardRecord> nexts = new HashMap<>();
            List<Change> updates = updates(tx, tasks);
            for (Change update : updates) {
                nexts.put(update.write().key(), update.next());
            }
            if (!updates.isEmpty()) {
                nexts.keySet().retainAll(RecordBatch.updateSeenOrFail(tx, updates));
            }
            List<@Nullable Written> answers = new ArrayList<>(tasks.size());
            for (Task task : tasks) {
                LeaderboardRecord next = nexts.get(task.key());
                answers.add(next == null ? null : Written.done(next));
            }
            return answers;
        }
    }

    /// What becomes of the records that were seen, as far as it can be told.
    private static List<Change> updates(Tx tx, List<Task> tasks) {
        List<Change> updates = new ArrayList<>();
        for (Task task : tasks) {
            LeaderboardRecord seen = task.seen();
            if (seen != null) {
                // Whoever is refused or changes nothing has the record read: it may be another.
                LeaderboardRecord next = changed(tx, task.write(), seen).record();
                if (next != null && !next.equals(seen) && RecordBatch.isTold(seen, next)) {
                    updates.add(new Change(task.write(), seen, next));
                }
            }
        }
        return updates;
    }

    /// Updates the records that still are as they were seen.
    ///
    /// @return what they are now
    private static Map<RecordKey, LeaderboardRecord> overwriteSeen(Tx tx, List<Task> tasks) {
        Map<RecordKey, LeaderboardRecord> done = new HashMap<>();
        List<Change> updates = updates(tx, tasks);
        if (updates.isEmpty()) {
            return done;
        }
        if (tx.engine() == Engine.POSTGRESQL) {
            Set<RecordKey> updated = RecordBatch.updateSeen(tx, updates);
            for (Change update : updates) {
                RecordKey key = update.write().key();
                if (updated.contains(key)) {
                    done.put(key, update.next());
                }
            }
            return done;
        }
        for (Change update : updates) {
            LeaderboardRecord seen = Objects.requireNonNull(update.seen());
            int count =
                    bind(tx.sql(UPDATE_SAME), update, false)
                            .bind(RecordStore.micros(seen.getUpdateTime()))
                            .bind(seen.getNumScore())
                            .bind(seen.getMaxNumScore())
                            .update();
            if (count > 0) {
                done.put(update.write().key(), update.next());
            }
        }
        return done;
    }

    private static List<Written> runRead(Tx tx, List<RecordWrite> writes) {
        Map<RecordKey, LeaderboardRecord> present = present(tx, writes);
        List<Written> answers = new ArrayList<>(writes.size());
        List<Change> inserts = new ArrayList<>();
        List<Change> updates = new ArrayList<>();
        for (RecordWrite write : writes) {
            LeaderboardRecord old = present.get(write.key());
            Written answer = changed(tx, write, old);
            LeaderboardRecord record = answer.record();
            if (record != null && !record.equals(old)) {
                (old == null ? inserts : updates).add(new Change(write, old, record));
            }
            answers.add(answer);
        }
        if (!inserts.isEmpty() && insert(tx, inserts) < inserts.size()) {
            throw new ApiException(Code.ABORTED, "The record was written at the same time");
        }
        if (!updates.isEmpty()) {
            update(tx, updates);
        }
        return answers;
    }

    private static int insert(Tx tx, List<Change> inserts) {
        if (tx.engine() == Engine.POSTGRESQL) {
            return RecordBatch.insert(tx, inserts);
        }
        int count = 0;
        for (Change insert : inserts) {
            count += bind(tx.sql(INSERT), insert, true).update();
        }
        return count;
    }

    private static void update(Tx tx, List<Change> updates) {
        if (tx.engine() == Engine.POSTGRESQL) {
            RecordBatch.update(tx, updates);
            return;
        }
        for (Change update : updates) {
            bind(tx.sql(UPDATE), update, false).update();
        }
    }

    private static Query bind(Query query, Change change, boolean isNew) {
        LeaderboardRecord record = change.next();
        RecordWrite write = change.write();
        long updateMicros = RecordStore.micros(record.getUpdateTime());
        query.bind(record.hasUsername() ? record.getUsername().getValue() : null)
                .bind(record.getScore())
                .bind(record.getSubscore())
                .bind(record.getNumScore())
                .bind(record.getMaxNumScore())
                .bind(record.getMetadata())
                .bind(updateMicros);
        if (isNew) {
            query.bind(record.getScore())
                    .bind(write.board().id())
                    .bind(record.getSubscore())
                    .bind(write.board().id())
                    .bind(updateMicros);
        } else {
            query.bind(record.getScore()).bind(record.getSubscore());
        }
        return query.bind(write.board().id()).bind(write.expirySec()).bind(write.ownerId());
    }

    private static Map<RecordKey, LeaderboardRecord> present(Tx tx, List<RecordWrite> writes) {
        if (tx.engine() == Engine.POSTGRESQL) {
            return RecordBatch.find(tx, writes);
        }
        Map<RecordKey, LeaderboardRecord> present = new HashMap<>();
        for (RecordWrite write : writes) {
            RecordKey key = write.key();
            LeaderboardRecord record =
                    tx.sql(FIND)
                            .bind(key.boardId())
                            .bind(key.expirySec())
                            .bind(key.ownerId())
                            .one(RecordStore::record);
            if (record != null) {
                present.put(key, record);
            }
        }
        return present;
    }

    /// What a record becomes.
    ///
    /// @return the same record when nothing changes
    private static Written changed(Tx tx, RecordWrite write, @Nullable LeaderboardRecord old) {
        try {
            TournamentRules rules = write.board().tournament();
            if (old == null && rules != null && !takeSeat(tx, write, rules)) {
                return Written.refused(
                        new ApiException(
                                write.kind() == RecordWrite.Kind.JOIN
                                        ? Code.INVALID_ARGUMENT
                                        : Code.FAILED_PRECONDITION,
                                "Tournament is full"));
            }
            return Written.done(
                    switch (write.kind()) {
                        case JOIN -> old == null ? RecordChange.joined(write) : old;
                        case ADD_ATTEMPTS -> RecordChange.withAttempts(write, old);
                        case SCORE -> RecordChange.scored(write, old);
                    });
        } catch (ApiException e) {
            return Written.refused(e);
        }
    }

    private static boolean takeSeat(Tx tx, RecordWrite write, TournamentRules rules) {
        if (write.kind() == RecordWrite.Kind.ADD_ATTEMPTS
                || (write.kind() == RecordWrite.Kind.SCORE && rules.joinRequired())) {
            // Refused for another reason: who is not there has not joined.
            return true;
        }
        if (write.kind() == RecordWrite.Kind.SCORE) {
            // A score that is refused takes no seat.
            RecordChange.scored(write, null);
        }
        String id = write.board().id();
        int taken =
                tx.sql(TAKE_SEAT).bind(id).bind(write.expirySec()).bind(rules.maxSize()).update();
        if (taken == 0) {
            taken = tx.sql(FIRST_SEAT).bind(id).bind(write.expirySec()).update();
        }
        if (taken == 0) {
            // The first seat may have been taken by another server meanwhile.
            taken =
                    tx.sql(TAKE_SEAT)
                            .bind(id)
                            .bind(write.expirySec())
                            .bind(rules.maxSize())
                            .update();
        }
        return taken > 0;
    }
}
