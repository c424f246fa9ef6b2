package io.kaosnet.core.bracket;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketEntrant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Brackets in SQL. Blocks; safe from any virtual thread.
final class BracketStore {
    private static final String FIND =
            "SELECT state, version FROM bracket WHERE id = ? {for-update}";
    private static final String READ = "SELECT state, version FROM bracket WHERE id = ?";
    private static final String LIST =
            "SELECT state, version FROM bracket WHERE (create_time, id) > (?, ?)"
                    + " ORDER BY create_time, id LIMIT ?";
    private static final String WITH =
            "SELECT b.state FROM bracket_entrant e JOIN bracket b ON b.id = e.bracket_id"
                    + " WHERE e.user_id = ? ORDER BY b.create_time, b.id";
    private static final String ENTER =
            "INSERT INTO bracket_entrant (user_id, bracket_id) VALUES (?, ?)";
    private static final String WITHDRAW =
            "DELETE FROM bracket_entrant WHERE user_id = ? AND bracket_id = ?";
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

    /// The brackets that name a user.
    static List<Bracket> naming(Tx tx, UUID userId) {
        return tx.sql(WITH).bind(userId).list(BracketStore::bracket);
    }

    List<Bracket> naming(UUID userId) {
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
                        follow(tx, before, after);
                        then.run(before, after);
                    }
                    return new Changed(before, after);
                });
    }

    /// Keeps who takes part as a change has left it.
    private static void follow(Tx tx, Bracket before, Bracket after) {
        if (before.getEntrantsCount() == after.getEntrantsCount()) {
            return;
        }
        Set<String> were = entrants(before);
        Set<String> are = entrants(after);
        for (String user : are) {
            if (!were.remove(user)) {
                tx.sql(ENTER).bind(UUID.fromString(user)).bind(after.getId()).update();
            }
        }
        for (String user : were) {
            tx.sql(WITHDRAW).bind(UUID.fromString(user)).bind(after.getId()).update();
        }
    }

    private static Set<String> entrants(Bracket bracket) {
        Set<String> users = new HashSet<>();
        for (BracketEntrant entrant : bracket.getEntrantsList()) {
            users.add(entrant.getUserId());
        }
        return users;
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
