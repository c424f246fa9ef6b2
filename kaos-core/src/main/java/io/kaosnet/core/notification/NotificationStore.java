package io.kaosnet.core.notification;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.Notification;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Kept notifications in SQL. Blocks; safe from any virtual thread.
final class NotificationStore {
    private static final String COLUMNS =
            "id, subject, content, code, sender_id, create_time, read_time";
    private static final String LOCK_USERS =
            "SELECT id FROM users WHERE id {in-uuid} ORDER BY id {for-change}";
    private static final String NEXT_USERS =
            "SELECT id FROM users WHERE id > ? ORDER BY id LIMIT ? {for-change}";
    // The time grows within a user even when the clock stands still or steps back.
    private static final String INSERT =
            "INSERT INTO notification"
                    + " (id, user_id, subject, content, code, sender_id, expiry_time, create_time)"
                    + " VALUES (?, ?, ?, {json}, ?, ?, ?, {greatest}(?, (SELECT"
                    + " COALESCE(max(create_time), 0) + 1 FROM notification WHERE user_id = ?)))";
    private static final String LIST =
            "SELECT "
                    + COLUMNS
                    + " FROM notification WHERE user_id = ? AND (create_time, id) > (?, ?)"
                    + " AND (expiry_time = 0 OR expiry_time > ?)"
                    + " ORDER BY create_time, id LIMIT ?";
    private static final String GET =
            "SELECT " + COLUMNS + " FROM notification WHERE id {in-uuid} ORDER BY create_time, id";
    private static final String GET_OWN =
            "SELECT "
                    + COLUMNS
                    + " FROM notification WHERE user_id = ? AND id {in-uuid}"
                    + " ORDER BY create_time, id";
    private static final String UPDATE =
            "UPDATE notification SET subject = COALESCE(?, subject),"
                    + " content = COALESCE({json}, content), sender_id = COALESCE(?, sender_id)"
                    + " WHERE id = ?";
    private static final String SWEEP =
            "DELETE FROM notification WHERE id IN (SELECT id FROM notification"
                    + " WHERE expiry_time > 0 AND expiry_time <= ? LIMIT ?)";

    private final Database database;

    NotificationStore(Database database) {
        this.database = database;
    }

    /// A kept notification and where it stands in its user's list.
    record Kept(Notification notification, long createMicros, UUID id, boolean isRead) {}

    /// Keeps the notices in the caller's transaction.
    ///
    /// @throws ApiException `NOT_FOUND` when a user is not there
    static void insert(Tx tx, List<Notice> notices, long nowMicros) {
        TreeSet<UUID> users = new TreeSet<>();
        for (Notice notice : notices) {
            users.add(notice.userId());
        }
        if (users.isEmpty()) {
            return;
        }
        List<UUID> locked = tx.sql(LOCK_USERS).bindUuids(users).list(row -> row.uuid(1));
        if (locked.size() < users.size()) {
            users.removeAll(locked);
            throw ApiException.notFound("User " + users.first() + " not found");
        }
        for (Notice notice : notices) {
            insert(tx, notice, nowMicros);
        }
    }

    private static void insert(Tx tx, Notice notice, long nowMicros) {
        UUID sender = notice.senderId() == null ? Notice.SYSTEM : notice.senderId();
        tx.sql(INSERT)
                .bind(notice.id())
                .bind(notice.userId())
                .bind(notice.subject())
                .bind(notice.content())
                .bind(notice.code())
                .bind(sender)
                .bind(notice.expiryMs() * 1000)
                .bind(nowMicros)
                .bind(notice.userId())
                .update();
    }

    void insert(List<Notice> notices, long nowMicros) {
        database.write(
                tx -> {
                    insert(tx, notices, nowMicros);
                    return true;
                });
    }

    /// Keeps one notice for each of the next users.
    ///
    /// @param after the user after whom to go on
    /// @return the last user, or null when there are no more
    @Nullable UUID insertForNext(UUID after, Notice model, int count, long nowMicros) {
        return database.<@Nullable UUID>write(
                tx -> {
                    List<UUID> users =
                            tx.sql(NEXT_USERS).bind(after).bind(count).list(row -> row.uuid(1));
                    for (UUID user : users) {
                        insert(tx, model.forUser(user), nowMicros);
                    }
                    return users.isEmpty() ? null : users.getLast();
                });
    }

    List<Kept> list(UUID userId, long afterMicros, UUID afterId, int limit, long nowMicros) {
        return database.read(
                tx ->
                        tx.sql(LIST)
                                .bind(userId)
                                .bind(afterMicros)
                                .bind(afterId)
                                .bind(nowMicros)
                                .bind(limit)
                                .list(NotificationStore::kept));
    }

    List<Kept> get(@Nullable UUID userId, Collection<UUID> ids) {
        return database.read(
                tx -> {
                    Query query = userId == null ? tx.sql(GET) : tx.sql(GET_OWN).bind(userId);
                    return query.bindUuids(ids).list(NotificationStore::kept);
                });
    }

    private static Kept kept(Row row) {
        UUID id = row.uuid(1);
        UUID sender = row.uuid(5);
        long createMicros = row.integer(6);
        Notification notification =
                Notification.newBuilder()
                        .setId(id.toString())
                        .setSubject(row.text(2))
                        .setContent(row.text(3))
                        .setCode((int) row.integer(4))
                        .setSenderId(sender.equals(Notice.SYSTEM) ? "" : sender.toString())
                        .setCreateTime(seconds(createMicros))
                        .setPersistent(true)
                        .build();
        return new Kept(notification, createMicros, id, row.integer(7) != 0);
    }

    static Timestamp seconds(long micros) {
        return Timestamp.newBuilder().setSeconds(Math.floorDiv(micros, 1_000_000L)).build();
    }

    /// Deletes those of the user, or with a null user whosever they are.
    ///
    /// @return how many there were
    int delete(@Nullable UUID userId, Collection<UUID> ids) {
        return database.write(
                tx -> {
                    Query query =
                            userId == null
                                    ? tx.sql("DELETE FROM notification WHERE id {in-uuid}")
                                    : tx.sql(
                                                    "DELETE FROM notification WHERE user_id = ?"
                                                            + " AND id {in-uuid}")
                                            .bind(userId);
                    return query.bindUuids(ids).update();
                });
    }

    /// Marks the user's notifications read or unread.
    ///
    /// @param readMicros 0 for unread
    int setRead(UUID userId, Collection<UUID> ids, long readMicros) {
        return database.write(
                tx ->
                        tx.sql(
                                        "UPDATE notification SET read_time = ?"
                                                + " WHERE user_id = ? AND id {in-uuid}")
                                .bind(readMicros)
                                .bind(userId)
                                .bindUuids(ids)
                                .update());
    }

    /// Those of these that are marked read.
    Set<UUID> read(Collection<UUID> ids) {
        return database.read(
                tx ->
                        Set.copyOf(
                                tx.sql(
                                                "SELECT id FROM notification WHERE id {in-uuid}"
                                                        + " AND read_time > 0")
                                        .bindUuids(ids)
                                        .list(row -> row.uuid(1))));
    }

    int countUnread(UUID userId, long nowMicros) {
        Long count =
                database.read(
                        tx ->
                                tx.sql(
                                                "SELECT count(*) FROM notification WHERE user_id"
                                                        + " = ? AND read_time = 0 AND (expiry_time"
                                                        + " = 0 OR expiry_time > ?)")
                                        .bind(userId)
                                        .bind(nowMicros)
                                        .one(row -> row.integer(1)));
        return count == null ? 0 : count.intValue();
    }

    /// Changes what is not null of kept notifications.
    void update(List<NotificationUpdate> updates) {
        database.write(
                tx -> {
                    for (NotificationUpdate update : updates) {
                        tx.sql(UPDATE)
                                .bind(update.subject())
                                .bind(update.content())
                                .bind(update.senderId())
                                .bind(update.id())
                                .update();
                    }
                    return true;
                });
    }

    /// Deletes what has expired, at most so many.
    int sweep(long nowMicros, int limit) {
        return database.write(tx -> tx.sql(SWEEP).bind(nowMicros).bind(limit).update());
    }
}
