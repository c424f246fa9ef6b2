package io.kaosnet.core.friend;

import static java.util.Objects.requireNonNull;

import io.kaosnet.core.account.KnownUsers;
import io.kaosnet.core.account.KnownUsers.Listed;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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
    private static final String FROM_EDGES =
            " FROM user_edge e JOIN user_version v ON v.user_id = e.destination_id";
    // The version of the edges' source is that of all its edges, too.
    private static final String OWN_VERSION =
            "(SELECT s.version FROM user_version s WHERE s.user_id = ?)";
    private static final String LIST_COLUMNS =
            "SELECT e.destination_id, e.state, e.position, e.update_time, v.version, "
                    + OWN_VERSION
                    + FROM_EDGES;
    // Few edges have any: reading it with each would be a third of a list's cost.
    private static final String METADATA =
            "SELECT destination_id, metadata FROM user_edge"
                    + " WHERE source_id = ? AND metadata <> '{}'"
                    + " AND (state, position, destination_id) >= (?, ?, ?)"
                    + " AND (state, position, destination_id) <= (?, ?, ?)";
    private static final String OF_ALL =
            " WHERE e.source_id = ? AND (e.state, e.position, e.destination_id) > (?, ?, ?)"
                    + " ORDER BY e.state, e.position, e.destination_id LIMIT ?";
    private static final String OF_STATE =
            " WHERE e.source_id = ? AND e.state = ? AND (e.position, e.destination_id) > (?, ?)"
                    + " ORDER BY e.position, e.destination_id LIMIT ?";
    private static final String LIST = LIST_COLUMNS + OF_ALL;
    private static final String LIST_STATE = LIST_COLUMNS + OF_STATE;
    // Low bits alone, since versions begin anywhere and their sum must fit; Stamp has the same.
    private static final String STAMP_COLUMNS =
            "SELECT "
                    + OWN_VERSION
                    + ", CAST(sum(version & 281474976710655) AS bigint)"
                    + " FROM (SELECT v.version AS version"
                    + FROM_EDGES;
    private static final String STAMP = STAMP_COLUMNS + OF_ALL + ") AS page";
    private static final String STAMP_STATE = STAMP_COLUMNS + OF_STATE + ") AS page";
    private static final String GET =
            LIST_COLUMNS
                    + " WHERE e.source_id = ? AND e.destination_id {in-uuid}"
                    + " ORDER BY e.state, e.position, e.destination_id";
    // Friends of friends who are nothing to the user yet and have not blocked the user.
    private static final String LIST_FURTHER =
            "SELECT e.destination_id, e.position, f.destination_id, f.position, v.version"
                    + " FROM user_edge e"
                    + " JOIN user_edge f ON f.source_id = e.destination_id AND f.state = 0"
                    + " JOIN user_version v ON v.user_id = f.destination_id"
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

    /// Of [#LIST_COLUMNS] and [#LIST_FURTHER].
    private static final int VERSION_COLUMN = 5;

    private final Database database;
    private final KnownUsers known;

    FriendStore(Database database, KnownUsers known) {
        this.database = database;
        this.known = known;
    }

    /// An edge as its source sees it.
    record Edge(UUID userId, int state, long position, long updateMicros) {}

    /// Where a page of edges begins, and how many it has at most.
    ///
    /// @param state null for all
    record Range(
            UUID userId,
            @Nullable Integer state,
            int afterState,
            long afterPosition,
            UUID afterId,
            int limit) {}

    /// Edges with the users at their ends.
    ///
    /// @param metadata of those that have any, by whom the edge leads to
    record Page(Listed<Edge> edges, Map<UUID, String> metadata, Stamp stamp) {}

    /// Two of the same range that are equal say that nothing has changed between: not the source's
    /// edges, or its version would be another, so the same users; and none of these, since
    /// versions only grow and so does their sum.
    ///
    /// @param ownVersion of the edges' source
    /// @param versions of the users at their ends, the sum of the low 48 bits of each
    record Stamp(long ownVersion, long versions) {
        private static final long LOW_BITS = (1L << 48) - 1;
    }

    /// Reads edges and what their stamp is. For one query.
    private static final class EdgeMapper implements Query.Mapper<Edge> {
        private long ownVersion;
        private long versions;

        @Override
        public Edge map(Row row) {
            versions += row.integer(VERSION_COLUMN) & Stamp.LOW_BITS;
            ownVersion = row.integer(VERSION_COLUMN + 1);
            return new Edge(row.uuid(1), (int) row.integer(2), row.integer(3), row.integer(4));
        }

        Stamp stamp() {
            return new Stamp(ownVersion, versions);
        }
    }

    /// A user behind a friend.
    record Further(UUID friendId, long friendPosition, UUID userId, long position) {}

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

    Page list(Range range) {
        return database.read(tx -> page(tx, range.userId(), query(tx, range, LIST, LIST_STATE)));
    }

    /// What [#list] would have as its stamp, for a fifth of the cost.
    Stamp stamp(Range range) {
        Stamp stamp =
                database.read(
                        tx ->
                                query(tx, range, STAMP, STAMP_STATE)
                                        .one(row -> new Stamp(row.integer(1), row.integer(2))));
        return requireNonNull(stamp);
    }

    private static Query query(Tx tx, Range range, String ofAll, String ofState) {
        Query query =
                range.state() == null
                        ? tx.sql(ofAll)
                                .bind(range.userId())
                                .bind(range.userId())
                                .bind(range.afterState())
                        : tx.sql(ofState)
                                .bind(range.userId())
                                .bind(range.userId())
                                .bind(range.state());
        return query.bind(range.afterPosition()).bind(range.afterId()).bind(range.limit());
    }

    Page get(UUID userId, Collection<UUID> others) {
        return database.read(
                tx -> page(tx, userId, tx.sql(GET).bind(userId).bind(userId).bindUuids(others)));
    }

    private Page page(Tx tx, UUID userId, Query query) {
        var mapper = new EdgeMapper();
        Listed<Edge> edges = known.list(tx, query, mapper, Edge::userId, VERSION_COLUMN);
        return new Page(edges, metadata(tx, userId, edges.rows()), mapper.stamp());
    }

    /// @param edges in the order of the lists
    private static Map<UUID, String> metadata(Tx tx, UUID userId, List<Edge> edges) {
        if (edges.isEmpty()) {
            return Map.of();
        }
        Edge first = edges.getFirst();
        Edge last = edges.getLast();
        Map<UUID, String> metadata = new HashMap<>();
        tx.sql(METADATA)
                .bind(userId)
                .bind(first.state())
                .bind(first.position())
                .bind(first.userId())
                .bind(last.state())
                .bind(last.position())
                .bind(last.userId())
                .each(row -> metadata.put(row.uuid(1), row.text(2)));
        return metadata;
    }

    Listed<Further> listFurther(UUID userId, Further after, int limit) {
        return database.read(
                tx -> {
                    var query =
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
                                    .bind(limit);
                    return known.list(
                            tx, query, FriendStore::further, Further::userId, VERSION_COLUMN);
                });
    }

    private static Further further(Row row) {
        return new Further(row.uuid(1), row.integer(2), row.uuid(3), row.integer(4));
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
