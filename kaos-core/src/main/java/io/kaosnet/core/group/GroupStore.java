package io.kaosnet.core.group;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Timestamp;
import io.kaosnet.core.account.KnownUsers;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.Group;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Groups and their members in SQL. Blocks; safe from any virtual thread.
final class GroupStore {
    private static final String COLUMNS =
            "g.id, g.creator_id, g.name, g.description, g.avatar_url, g.lang_tag, g.metadata,"
                    + " g.state, g.edge_count, g.max_count, g.create_time, g.update_time";
    private static final String LOCK =
            "SELECT state, edge_count, max_count, name FROM groups"
                    + " WHERE id = ? AND disable_time = 0 {for-change}";
    private static final String INSERT =
            "INSERT INTO groups (id, creator_id, name, name_lower, description, avatar_url,"
                    + " lang_tag, metadata, state, edge_count, max_count, create_time, update_time)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, {json}, ?, 0, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String UPDATE =
            "UPDATE groups SET name = COALESCE(?, name), name_lower = COALESCE(?, name_lower),"
                    + " description = COALESCE(?, description),"
                    + " avatar_url = COALESCE(?, avatar_url), lang_tag = COALESCE(?, lang_tag),"
                    + " metadata = COALESCE({json}, metadata), state = CASE ? WHEN -1 THEN state"
                    + " WHEN 0 THEN 0 ELSE 1 END, max_count = CASE ? WHEN 0 THEN max_count ELSE ?"
                    + " END, creator_id = COALESCE(?, creator_id), update_time = ? WHERE id = ?";
    private static final String EDGE =
            "SELECT state FROM group_edge WHERE group_id = ? AND user_id = ?";
    private static final String INSERT_EDGE =
            "INSERT INTO group_edge (group_id, user_id, state, position, update_time)"
                    + " VALUES (?, ?, ?, ?, ?)";
    private static final String SET_EDGE =
            "UPDATE group_edge SET state = ?, update_time = ? WHERE group_id = ? AND user_id = ?";
    private static final String DELETE_EDGE =
            "DELETE FROM group_edge WHERE group_id = ? AND user_id = ?";
    private static final String COUNT =
            "UPDATE groups SET edge_count = edge_count + ?, update_time = ? WHERE id = ?";
    private static final String WITH_STATES =
            "SELECT user_id FROM group_edge WHERE group_id = ? AND state BETWEEN ? AND ?"
                    + " ORDER BY state, position, user_id";
    private static final String LIST_USERS =
            "SELECT e.user_id, e.state, e.position, v.version"
                    + " FROM group_edge e JOIN user_version v ON v.user_id = e.user_id"
                    + " WHERE e.group_id = ? AND e.state BETWEEN ? AND ?"
                    + " AND (e.state, e.position, e.user_id) > (?, ?, ?)"
                    + " ORDER BY e.state, e.position, e.user_id LIMIT ?";
    private static final String LIST_OF_USER =
            "SELECT e.group_id, e.state, e.position, "
                    + COLUMNS
                    + " FROM group_edge e JOIN groups g ON g.id = e.group_id AND g.disable_time = 0"
                    + " WHERE e.user_id = ? AND e.state BETWEEN ? AND ?"
                    + " AND (e.state, e.position, e.group_id) > (?, ?, ?)"
                    + " ORDER BY e.state, e.position, e.group_id LIMIT ?";
    private static final String LIST_NAMED =
            "SELECT "
                    + COLUMNS
                    + ", g.name_lower FROM groups g WHERE g.disable_time = 0"
                    + " AND g.name_lower >= ? AND g.name_lower < ?"
                    + " AND g.name_lower LIKE ? ESCAPE '\\'"
                    + " AND (g.name_lower, g.id) > (?, ?) ORDER BY g.name_lower, g.id LIMIT ?";
    private static final String LIST =
            "SELECT "
                    + COLUMNS
                    + ", g.name_lower FROM groups g WHERE g.disable_time = 0"
                    + " AND (? = '' OR g.lang_tag = ?)"
                    + " AND g.edge_count <= ? AND g.state BETWEEN ? AND ?"
                    + " AND (g.create_time, g.id) < (?, ?)"
                    + " ORDER BY g.create_time DESC, g.id DESC LIMIT ?";
    private static final String GET =
            "SELECT "
                    + COLUMNS
                    + ", g.name_lower FROM groups g WHERE g.disable_time = 0 AND g.id {in-uuid}";
    // Not every group has the same chance, which nobody minds and no other way is as quick.
    private static final String RANDOM =
            "SELECT "
                    + COLUMNS
                    + ", g.name_lower FROM groups g WHERE g.disable_time = 0 AND g.id >= ?"
                    + " ORDER BY g.id LIMIT ?";

    private final Database database;
    private final KnownUsers known;

    GroupStore(Database database, KnownUsers known) {
        this.database = database;
        this.known = known;
    }

    /// A group that is locked for the rest of the transaction.
    record Locked(UUID id, boolean isOpen, int count, int maxCount, String name) {}

    /// A group as listed.
    record Listed(Group group, UUID id, String nameLower, long createMicros) {}

    /// A user in a group, or a group of a user.
    record Edge<T>(UUID id, int state, long position, T value) {}

    /// @throws ApiException `NOT_FOUND`
    static Locked lock(Tx tx, UUID groupId) {
        Locked locked =
                tx.sql(LOCK)
                        .bind(groupId)
                        .one(
                                row ->
                                        new Locked(
                                                groupId,
                                                row.integer(1) == 0,
                                                (int) row.integer(2),
                                                (int) row.integer(3),
                                                row.text(4)));
        if (locked == null) {
            throw ApiException.notFound("Group not found");
        }
        return locked;
    }

    /// Locks a group of any kind.
    static void lockAlsoDisabled(Tx tx, UUID groupId) {
        tx.sql("SELECT 1 FROM groups WHERE id = ? {for-change}").bind(groupId).exists();
    }

    /// @return whether the name was free
    static boolean insert(Tx tx, UUID id, UUID creatorId, GroupFields fields, long nowMicros) {
        String name = fields.name() == null ? "" : fields.name();
        Integer most = fields.maxCount();
        return tx.sql(INSERT)
                        .bind(id)
                        .bind(creatorId)
                        .bind(name)
                        .bind(name.toLowerCase(Locale.ROOT))
                        .bind(fields.description() == null ? "" : fields.description())
                        .bind(fields.avatarUrl() == null ? "" : fields.avatarUrl())
                        .bind(fields.langTag() == null ? "en" : fields.langTag())
                        .bind(fields.metadata() == null ? "{}" : fields.metadata())
                        .bind(Boolean.TRUE.equals(fields.open()) ? 0 : 1)
                        .bind(most == null || most == 0 ? GroupFields.STANDARD_MAX_COUNT : most)
                        .bind(nowMicros)
                        .bind(nowMicros)
                        .update()
                > 0;
    }

    /// Whether another group has the name.
    static boolean isTaken(Tx tx, String name, UUID groupId) {
        return tx.sql("SELECT 1 FROM groups WHERE name = ? AND id <> ?")
                .bind(name)
                .bind(groupId)
                .exists();
    }

    static void update(Tx tx, UUID groupId, GroupFields fields, long nowMicros) {
        String name = fields.name();
        int state = fields.open() == null ? -1 : fields.open() ? 0 : 1;
        int most = fields.maxCount() == null ? 0 : fields.maxCount();
        String creator = fields.creatorId();
        tx.sql(UPDATE)
                .bind(name)
                .bind(name == null ? null : name.toLowerCase(Locale.ROOT))
                .bind(fields.description())
                .bind(fields.avatarUrl())
                .bind(fields.langTag())
                .bind(fields.metadata())
                .bind(state)
                .bind(most)
                .bind(most)
                .bind(creator == null ? null : UUID.fromString(creator))
                .bind(nowMicros)
                .bind(groupId)
                .update();
    }

    static void delete(Tx tx, UUID groupId) {
        tx.sql("DELETE FROM groups WHERE id = ?").bind(groupId).update();
    }

    /// What the user is in the group; null for nothing.
    static @Nullable Integer state(Tx tx, UUID groupId, UUID userId) {
        return tx.sql(EDGE).bind(groupId).bind(userId).one(row -> (int) row.integer(1));
    }

    /// Sets what the user is in the group and keeps the count right.
    ///
    /// @param before what [#state] says now
    /// @param after null to take the user out
    static void set(
            Tx tx,
            UUID groupId,
            UUID userId,
            @Nullable Integer before,
            @Nullable Integer after,
            long nowMicros) {
        if (after == null) {
            tx.sql(DELETE_EDGE).bind(groupId).bind(userId).update();
        } else if (before == null) {
            tx.sql(INSERT_EDGE)
                    .bind(groupId)
                    .bind(userId)
                    .bind(after)
                    .bind(nowMicros)
                    .bind(nowMicros)
                    .update();
        } else {
            tx.sql(SET_EDGE).bind(after).bind(nowMicros).bind(groupId).bind(userId).update();
        }
        int change = count(after) - count(before);
        if (change != 0) {
            tx.sql(COUNT).bind(change).bind(nowMicros).bind(groupId).update();
        }
    }

    private static int count(@Nullable Integer state) {
        return state != null && GroupRole.isMember(state) ? 1 : 0;
    }

    /// The group's users of a range of states, highest first, then longest in it.
    static List<UUID> usersOf(Tx tx, UUID groupId, int firstState, int lastState) {
        return tx.sql(WITH_STATES)
                .bind(groupId)
                .bind(firstState)
                .bind(lastState)
                .list(row -> row.uuid(1));
    }

    /// The groups a user is anything in, in the order in which they are to be locked.
    static List<UUID> groupsOf(Tx tx, UUID userId) {
        return tx.sql("SELECT group_id FROM group_edge WHERE user_id = ? ORDER BY group_id")
                .bind(userId)
                .list(row -> row.uuid(1));
    }

    static Map<UUID, String> usernames(Tx tx, Collection<UUID> userIds) {
        Map<UUID, String> names = new HashMap<>();
        if (!userIds.isEmpty()) {
            tx.sql("SELECT id, username FROM users WHERE id {in-uuid}")
                    .bindUuids(userIds)
                    .each(row -> names.put(row.uuid(1), row.text(2)));
        }
        return names;
    }

    /// The value of each edge is the user's id.
    KnownUsers.Listed<Edge<UUID>> listUsers(
            UUID groupId, int firstState, int lastState, Edge<?> after, int limit) {
        return database.read(
                tx -> {
                    var query =
                            tx.sql(LIST_USERS)
                                    .bind(groupId)
                                    .bind(firstState)
                                    .bind(lastState)
                                    .bind(after.state())
                                    .bind(after.position())
                                    .bind(after.id())
                                    .bind(limit);
                    return known.list(tx, query, GroupStore::userEdge, Edge::id, 4);
                });
    }

    private static Edge<UUID> userEdge(Row row) {
        UUID id = row.uuid(1);
        return new Edge<>(id, (int) row.integer(2), row.integer(3), id);
    }

    List<Edge<Group>> listOfUser(
            UUID userId, int firstState, int lastState, Edge<?> after, int limit) {
        return database.read(
                tx ->
                        tx.sql(LIST_OF_USER)
                                .bind(userId)
                                .bind(firstState)
                                .bind(lastState)
                                .bind(after.state())
                                .bind(after.position())
                                .bind(after.id())
                                .bind(limit)
                                .list(
                                        row ->
                                                new Edge<>(
                                                        row.uuid(1),
                                                        (int) row.integer(2),
                                                        row.integer(3),
                                                        group(row, 4))));
    }

    /// Groups by name.
    ///
    /// @param pattern lower case, with `%` for any text
    List<Listed> listNamed(String pattern, String afterName, UUID afterId, int limit) {
        int wild = pattern.indexOf('%');
        String prefix = wild < 0 ? pattern : pattern.substring(0, wild);
        return database.read(
                tx ->
                        tx.sql(LIST_NAMED)
                                .bind(prefix)
                                .bind(prefix + "\uDBFF\uDFFF")
                                .bind(escaped(pattern))
                                .bind(afterName)
                                .bind(afterId)
                                .bind(limit)
                                .list(GroupStore::listed));
    }

    /// The newest groups first.
    ///
    /// @param langTag empty for any
    /// @param open null for both
    List<Listed> list(
            String langTag,
            int mostMembers,
            @Nullable Boolean open,
            long beforeMicros,
            UUID beforeId,
            int limit) {
        return database.read(
                tx ->
                        tx.sql(LIST)
                                .bind(langTag)
                                .bind(langTag)
                                .bind(mostMembers)
                                .bind(Boolean.FALSE.equals(open) ? 1 : 0)
                                .bind(Boolean.TRUE.equals(open) ? 0 : 1)
                                .bind(beforeMicros)
                                .bind(beforeId)
                                .bind(limit)
                                .list(GroupStore::listed));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("_", "\\_");
    }

    List<Listed> get(Collection<UUID> ids) {
        return database.read(tx -> tx.sql(GET).bindUuids(ids).list(GroupStore::listed));
    }

    List<Listed> random(UUID from, int count) {
        return database.read(tx -> tx.sql(RANDOM).bind(from).bind(count).list(GroupStore::listed));
    }

    private static Listed listed(Row row) {
        return new Listed(group(row, 1), row.uuid(1), row.text(13), row.integer(11));
    }

    private static Group group(Row row, int first) {
        return Group.newBuilder()
                .setId(row.uuid(first).toString())
                .setCreatorId(row.uuid(first + 1).toString())
                .setName(row.text(first + 2))
                .setDescription(row.text(first + 3))
                .setAvatarUrl(row.text(first + 4))
                .setLangTag(row.text(first + 5))
                .setMetadata(row.text(first + 6))
                .setOpen(BoolValue.of(row.integer(first + 7) == 0))
                .setEdgeCount((int) row.integer(first + 8))
                .setMaxCount((int) row.integer(first + 9))
                .setCreateTime(seconds(row.integer(first + 10)))
                .setUpdateTime(seconds(row.integer(first + 11)))
                .build();
    }

    private static Timestamp seconds(long micros) {
        return Timestamp.newBuilder().setSeconds(Math.floorDiv(micros, 1_000_000L)).build();
    }
}
