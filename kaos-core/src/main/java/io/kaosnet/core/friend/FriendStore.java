package io.kaosnet.core.friend;

import io.kaosnet.core.account.UserRows;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.User;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Edges between users in SQL. Every change first locks the users it is about, in one order, so
/// that two changes of the same pair happen one after the other. Blocks; safe from any virtual
/// thread.
final class FriendStore {
    private static final String LOCK =
            "SELECT id FROM users WHERE id {in-uuid} ORDER BY id {for-change}";
    private static final String STATE =
            "SELECT state FROM user_edge WHERE source_id = ? AND destination_id = ?";
    private static final String INSERT =
            "INSERT INTO user_edge"
                    + " (source_id, destination_id, state, position, update_time, metadata)"
                    + " VALUES (?, ?, ?, ?, ?, {json})";
    private static final String SET_STATE =
            "UPDATE user_edge SET state = ?, update_time = ?"
                    + " WHERE source_id = ? AND destination_id = ?";
    private static final String SET_METADATA =
            "UPDATE user_edge SET metadata = {json}, update_time = ?"
                    + " WHERE source_id = ? AND destination_id = ?";
    private static final String DELETE =
            "DELETE FROM user_edge WHERE source_id = ? AND destination_id = ?";
    private static final String COUNT_EDGES =
            "UPDATE users SET edge_count = edge_count + ? WHERE id = ?";
    private static final String LIST_COLUMNS =
            "SELECT e.destination_id, e.state, e.position, e.update_time,"
                    // Most have none, and a null is read for less than a text.
                    + " CASE WHEN e.metadata = '{}' THEN NULL ELSE e.metadata END, "
                    + UserRows.COLUMNS
                    + " FROM user_edge e JOIN users u ON u.id = e.destination_id";
    private static final String LIST =
            LIST_COLUMNS
                    + " WHERE e.source_id = ? AND (e.state, e.position, e.destination_id) >"
                    + " (?, ?, ?) ORDER BY e.state, e.position, e.destination_id LIMIT ?";
    private static final String LIST_STATE =
            LIST_COLUMNS
                    + " WHERE e.source_id = ? AND e.state = ? AND (e.position, e.destination_id) >"
                    + " (?, ?) ORDER BY e.position, e.destination_id LIMIT ?";
    private static final String GET =
            LIST_COLUMNS + " WHERE e.source_id = ? AND e.destination_id {in-uuid}";
    // Friends of friends who are nothing to the user yet and have not blocked the user.
    private static final String LIST_FURTHER =
            "SELECT e.destination_id, e.position, f.destination_id, f.position, "
                    + UserRows.COLUMNS
                    + " FROM user_edge e"
                    + " JOIN user_edge f ON f.source_id = e.destination_id AND f.state = 0"
                    + " JOIN users u ON u.id = f.destination_id"
                    + " WHERE e.source_id = ? AND e.state = 0 AND f.destination_id <> ?"
                    + " AND e.position >= ?"
                    + " AND (e.position, e.destination_id, f.position, f.destination_id) >"
                    + " (?, ?, ?, ?)"
                    + " AND NOT EXISTS (SELECT 1 FROM user_edge o WHERE o.source_id = ?"
                    + " AND o.destination_id = f.destination_id)"
                    + " AND NOT EXISTS (SELECT 1 FROM user_edge o WHERE o.destination_id = ?"
                    + " AND o.source_id = f.destination_id AND o.state = 3)"
                    + " ORDER BY e.position, e.destination_id, f.position, f.destination_id"
                    + " LIMIT ?";

    private final Database database;
    private final Predicate<UUID> isOnline;

    FriendStore(Database database, Predicate<UUID> isOnline) {
        this.database = database;
        this.isOnline = isOnline;
    }

    /// An edge as its source sees it.
    record Edge(
            UUID userId, int state, long position, long updateMicros, String metadata, User user) {}

    /// A user behind a friend.
    record Further(UUID friendId, long friendPosition, UUID userId, long position, User user) {}

    /// Locks the users that are there.
    ///
    /// @throws ApiException `NOT_FOUND` when the first is not there
    static Set<UUID> lock(Tx tx, UUID source, Collection<UUID> others) {
        Set<UUID> ids = new TreeSet<>(others);
        ids.add(source);
        Set<UUID> there = new TreeSet<>(tx.sql(LOCK).bindUuids(ids).list(row -> row.uuid(1)));
        if (!there.contains(source)) {
            throw ApiException.notFound("User account not found");
        }
        return there;
    }

    /// What the second is to the first; null for nothing.
    static @Nullable Integer state(Tx tx, UUID source, UUID destination) {
        return tx.sql(STATE).bind(source).bind(destination).one(row -> (int) row.integer(1));
    }

    static void insert(
            Tx tx, UUID source, UUID destination, int state, long nowMicros, String metadata) {
        tx.sql(INSERT)
                .bind(source)
                .bind(destination)
                .bind(state)
                .bind(nowMicros)
                .bind(nowMicros)
                .bind(metadata.isEmpty() ? "{}" : metadata)
                .update();
        tx.sql(COUNT_EDGES).bind(1).bind(source).update();
    }

    static void setState(Tx tx, UUID source, UUID destination, int state, long nowMicros) {
        tx.sql(SET_STATE).bind(state).bind(nowMicros).bind(source).bind(destination).update();
    }

    static boolean setMetadata(
            Tx tx, UUID source, UUID destination, String metadata, long nowMicros) {
        return tx.sql(SET_METADATA)
                        .bind(metadata)
                        .bind(nowMicros)
                        .bind(source)
                        .bind(destination)
                        .update()
                > 0;
    }

    static void delete(Tx tx, UUID source, UUID destination) {
        if (tx.sql(DELETE).bind(source).bind(destination).update() > 0) {
            tx.sql(COUNT_EDGES).bind(-1).bind(source).update();
        }
    }

    /// The users at the other end of the user's edges of a state.
    static List<UUID> ofState(Tx tx, UUID source, int state) {
        return tx.sql("SELECT destination_id FROM user_edge WHERE source_id = ? AND state = ?")
                .bind(source)
                .bind(state)
                .list(row -> row.uuid(1));
    }

    /// Takes the user out of everybody's counts, before the account's rows go.
    static void forget(Tx tx, UUID userId) {
        List<UUID> others =
                tx.sql("SELECT source_id FROM user_edge WHERE destination_id = ? ORDER BY 1")
                        .bind(userId)
                        .list(row -> row.uuid(1));
        for (UUID other : others) {
            delete(tx, other, userId);
        }
    }

    /// @param state null for all
    List<Edge> list(
            UUID userId,
            @Nullable Integer state,
            int afterState,
            long afterPosition,
            UUID afterId,
            int limit) {
        return database.read(
                tx -> {
                    var query =
                            state == null
                                    ? tx.sql(LIST).bind(userId).bind(afterState)
                                    : tx.sql(LIST_STATE).bind(userId).bind(state);
                    return query.bind(afterPosition).bind(afterId).bind(limit).list(this::edge);
                });
    }

    List<Edge> get(UUID userId, Collection<UUID> others) {
        return database.read(tx -> tx.sql(GET).bind(userId).bindUuids(others).list(this::edge));
    }

    private Edge edge(Row row) {
        UUID userId = row.uuid(1);
        String metadata = row.textOrNull(5);
        return new Edge(
                userId,
                (int) row.integer(2),
                row.integer(3),
                row.integer(4),
                metadata == null ? "{}" : metadata,
                UserRows.user(row, 6, isOnline.test(userId)));
    }

    List<Further> listFurther(UUID userId, Further after, int limit) {
        return database.read(
                tx ->
                        tx.sql(LIST_FURTHER)
                                .bind(userId)
                                .bind(userId)
                                .bind(after.friendPosition())
                                .bind(after.friendPosition())
                                .bind(after.friendId())
                                .bind(after.position())
                                .bind(after.userId())
                                .bind(userId)
                                .bind(userId)
                                .bind(limit)
                                .list(this::further));
    }

    private Further further(Row row) {
        UUID userId = row.uuid(3);
        return new Further(
                row.uuid(1),
                row.integer(2),
                userId,
                row.integer(4),
                UserRows.user(row, 5, isOnline.test(userId)));
    }

    /// Whether either has blocked the other.
    boolean isBlocked(UUID one, UUID other) {
        return database.read(tx -> isBlockedBy(tx, one, other) || isBlockedBy(tx, other, one));
    }

    private static boolean isBlockedBy(Tx tx, UUID blocker, UUID blocked) {
        Integer state = state(tx, blocker, blocked);
        return state != null && state == FriendState.BLOCKED;
    }
}
