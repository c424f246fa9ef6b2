package io.kaosnet.core.bracket;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.kaosnet.Bracket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brackets in SQL. Blocks; safe from any virtual thread.
final class BracketStore {
    private static final String FIND =
            "SELECT state, version FROM bracket WHERE id = ? {for-update}";
    private static final String READ = "SELECT state, version FROM bracket WHERE id = ?";
    private static final String LIST =
            "SELECT state, version FROM bracket WHERE (create_time, id) > (?, ?)"
                    + " ORDER BY create_time, id LIMIT ?";
    // A user's id stands in the message as text.
    private static final String WITH =
            "SELECT state FROM bracket WHERE {byte-position}(state, ?) > 0"
                    + " ORDER BY create_time, id";
    private static final String INSERT =
            "INSERT INTO bracket (id, create_time, version, state) VALUES (?, ?, 1, ?)"
                    + " ON CONFLICT DO NOTHING";
    private static final String UPDATE =
            "UPDATE bracket SET state = ?, version = version + 1 WHERE id = ?";
    private static final String DELETE = "DELETE FROM bracket WHERE id = ?";

    private final Database database;

    BracketStore(Database database) {
        this.database = database;
    }

    /// Changes one bracket. May be called more than once for one change.
    @FunctionalInterface
    interface Change {
        void apply(Bracket.Builder bracket);
    }

    /// Runs in the transaction of the change.
    @FunctionalInterface
    interface Then {
        void run(Bracket before, Bracket after);
    }

    @Nullable Bracket find(String id) {
        return database.read(tx -> tx.sql(READ).bind(id).one(BracketStore::bracket));
    }

    List<Bracket> list(long afterSec, String afterId, int limit) {
        return database.read(
                tx ->
                        tx.sql(LIST)
                                .bind(afterSec)
                                .bind(afterId)
                                .bind(limit)
                                .list(BracketStore::bracket));
    }

    /// The brackets that name a user. Reads all there are: for what happens seldom.
    static List<Bracket> naming(Tx tx, String userId) {
        return tx.sql(WITH)
                .bind(userId.getBytes(StandardCharsets.UTF_8))
                .list(BracketStore::bracket);
    }

    List<Bracket> naming(String userId) {
        return database.read(tx -> naming(tx, userId));
    }

    boolean insert(Bracket bracket) {
        return database.write(
                tx ->
                        tx.sql(INSERT)
                                        .bind(bracket.getId())
                                        .bind(bracket.getCreateTime())
                                        .bind(bracket.toByteArray())
                                        .update()
                                == 1);
    }

    /// One before and after a change.
    record Changed(Bracket before, Bracket after) {}

    /// @return null when there is none of this id
    @Nullable Changed change(String id, Change change, Then then) {
        return database.write(
                tx -> {
                    Bracket before = tx.sql(FIND).bind(id).one(BracketStore::bracket);
                    if (before == null) {
                        return null;
                    }
                    Bracket.Builder builder = before.toBuilder();
                    change.apply(builder);
                    Bracket after = builder.build();
                    if (!after.equals(before)) {
                        tx.sql(UPDATE).bind(after.toByteArray()).bind(id).update();
                        then.run(before, after);
                    }
                    return new Changed(before, after);
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

    private static Bracket bracket(Row row) {
        byte[] state = row.bytesOrNull(1);
        try {
            return Bracket.parseFrom(state == null ? new byte[0] : state);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a bracket in the database is damaged", e);
        }
    }
}
