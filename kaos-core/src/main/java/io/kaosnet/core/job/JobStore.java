package io.kaosnet.core.job;

import io.kaosnet.core.db.Database;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Jobs in SQL. Blocks; safe from any virtual thread.
final class JobStore {
    private static final String SCHEDULE =
            "INSERT INTO job (kind, key, due_sec) VALUES (?, ?, ?)"
                    + " ON CONFLICT (kind, key) DO UPDATE SET due_sec = excluded.due_sec,"
                    + " lease_until_ms = 0, token = job.token + 1";
    private static final String CANCEL = "DELETE FROM job WHERE kind = ? AND key = ?";
    private static final String DUE =
            "SELECT kind, key, due_sec, token FROM job"
                    + " WHERE due_sec <= ? AND lease_until_ms <= ? ORDER BY due_sec LIMIT ?";
    private static final String TAKE =
            "UPDATE job SET lease_until_ms = ?, token = token + 1"
                    + " WHERE kind = ? AND key = ? AND token = ? AND lease_until_ms <= ?";
    private static final String RENEW =
            "UPDATE job SET lease_until_ms = ? WHERE kind = ? AND key = ? AND token = ?";
    private static final String AGAIN =
            "UPDATE job SET due_sec = ?, lease_until_ms = 0"
                    + " WHERE kind = ? AND key = ? AND token = ?";
    private static final String END = "DELETE FROM job WHERE kind = ? AND key = ? AND token = ?";

    private final Database database;

    JobStore(Database database) {
        this.database = database;
    }

    /// @param token of the lease, or what it was before
    record Job(String kind, String key, long dueSec, long token) {}

    void schedule(String kind, String key, long dueSec) {
        database.write(tx -> tx.sql(SCHEDULE).bind(kind).bind(key).bind(dueSec).update());
    }

    void cancel(String kind, String key) {
        database.write(tx -> tx.sql(CANCEL).bind(kind).bind(key).update());
    }

    List<Job> due(long nowMs, int limit) {
        return database.read(
                tx ->
                        tx.sql(DUE)
                                .bind(Math.floorDiv(nowMs, 1000L))
                                .bind(nowMs)
                                .bind(limit)
                                .list(
                                        row ->
                                                new Job(
                                                        row.text(1),
                                                        row.text(2),
                                                        row.integer(3),
                                                        row.integer(4))));
    }

    /// @return the job under its lease, or null when another server took it
    @Nullable Job take(Job job, long nowMs, long untilMs) {
        int taken =
                database.write(
                        tx ->
                                tx.sql(TAKE)
                                        .bind(untilMs)
                                        .bind(job.kind())
                                        .bind(job.key())
                                        .bind(job.token())
                                        .bind(nowMs)
                                        .update());
        return taken == 0 ? null : new Job(job.kind(), job.key(), job.dueSec(), job.token() + 1);
    }

    void renew(Job job, long untilMs) {
        database.write(
                tx ->
                        tx.sql(RENEW)
                                .bind(untilMs)
                                .bind(job.kind())
                                .bind(job.key())
                                .bind(job.token())
                                .update());
    }

    /// Ends a lease, unless the job was moved or taken meanwhile.
    void finish(Job job, long nextSec) {
        database.write(
                tx ->
                        nextSec > 0
                                ? tx.sql(AGAIN)
                                        .bind(nextSec)
                                        .bind(job.kind())
                                        .bind(job.key())
                                        .bind(job.token())
                                        .update()
                                : tx.sql(END)
                                        .bind(job.kind())
                                        .bind(job.key())
                                        .bind(job.token())
                                        .update());
    }
}
