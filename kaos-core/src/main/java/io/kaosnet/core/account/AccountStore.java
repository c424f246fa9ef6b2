package io.kaosnet.core.account;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.ConstraintException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.AccountDevice;
import io.kaosnet.protocol.api.UpdateAccountRequest;
import io.kaosnet.protocol.api.User;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Users in SQL. Blocks; safe from any virtual thread.
final class AccountStore {
    private static final String USERS_BY_ID =
            "SELECT " + UserRows.COLUMNS + " FROM users u WHERE id {in-uuid}";
    private static final String USERS_BY_NAME =
            "SELECT " + UserRows.COLUMNS + " FROM users u WHERE username {in-text}";
    private static final String USERS_BY_FACEBOOK =
            "SELECT " + UserRows.COLUMNS + " FROM users u WHERE facebook_id {in-text}";
    // Not every user has the same chance, which nobody minds and no other way is as quick.
    private static final String USERS_FROM =
            "SELECT " + UserRows.COLUMNS + " FROM users u WHERE u.id >= ? ORDER BY u.id LIMIT ?";
    private static final String ACCOUNT =
            "SELECT "
                    + UserRows.COLUMNS
                    + ", wallet, email, custom_id, verify_time, disable_time"
                    + " FROM users u WHERE id = ?";

    private static final String BAN =
            "INSERT INTO user_ban (user_id, reason, create_time, end_time) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason,"
                    + " create_time = excluded.create_time, end_time = excluded.end_time";

    /// Without a row the ban is one without a reason or end.
    private static final String FIND_BAN =
            "SELECT u.disable_time, b.reason, b.end_time FROM users u"
                    + " LEFT JOIN user_ban b ON b.user_id = u.id"
                    + " WHERE u.id = ? AND u.disable_time <> 0";

    private final Database database;

    AccountStore(Database database) {
        this.database = database;
    }

    @Nullable Account find(UUID userId) {
        return database.read(
                tx -> {
                    Account.Builder account =
                            tx.sql(ACCOUNT).bind(userId).one(AccountStore::account);
                    if (account == null) {
                        return null;
                    }
                    tx.sql("SELECT id FROM user_device WHERE user_id = ? ORDER BY id")
                            .bind(userId)
                            .each(
                                    row ->
                                            account.addDevices(
                                                    AccountDevice.newBuilder().setId(row.text(1))));
                    return account.build();
                });
    }

    private static Account.Builder account(Row row) {
        Account.Builder account =
                Account.newBuilder()
                        .setUser(user(row))
                        .setWallet(row.text(UserRows.COUNT + 1))
                        .setEmail(row.text(UserRows.COUNT + 2))
                        .setCustomId(row.text(UserRows.COUNT + 3));
        long verifyMicros = row.integer(UserRows.COUNT + 4);
        if (verifyMicros != 0) {
            account.setVerifyTime(seconds(verifyMicros));
        }
        long disableMicros = row.integer(UserRows.COUNT + 5);
        if (disableMicros != 0) {
            account.setDisableTime(seconds(disableMicros));
        }
        return account;
    }

    private static User user(Row row) {
        return UserRows.user(row, 1, false);
    }

    private static Timestamp seconds(long micros) {
        return Timestamp.newBuilder().setSeconds(Math.floorDiv(micros, 1_000_000L)).build();
    }

    /// The users of all three lists, each once.
    List<User> users(
            Collection<UUID> ids, Collection<String> usernames, Collection<String> facebookIds) {
        return database.read(
                tx -> {
                    Map<String, User> found = new LinkedHashMap<>();
                    if (!ids.isEmpty()) {
                        tx.sql(USERS_BY_ID).bindUuids(ids).each(row -> add(found, row));
                    }
                    if (!usernames.isEmpty()) {
                        tx.sql(USERS_BY_NAME).bindTexts(usernames).each(row -> add(found, row));
                    }
                    if (!facebookIds.isEmpty()) {
                        tx.sql(USERS_BY_FACEBOOK)
                                .bindTexts(facebookIds)
                                .each(row -> add(found, row));
                    }
                    return new ArrayList<>(found.values());
                });
    }

    /// Users by id from this one on, those of the lowest ids after the last.
    List<User> usersFrom(UUID from, int count) {
        return database.read(
                tx -> {
                    Map<String, User> found = new LinkedHashMap<>();
                    tx.sql(USERS_FROM).bind(from).bind(count).each(row -> add(found, row));
                    if (found.size() < count) {
                        tx.sql(USERS_FROM)
                                .bind(new UUID(0, 0))
                                .bind(count + 1)
                                .each(row -> add(found, row));
                    }
                    return found.values().stream().limit(count).toList();
                });
    }

    private static void add(Map<String, User> found, Row row) {
        User user = user(row);
        // The system, which owns what belongs to no player, has no name and is nobody to meet.
        if (!user.getUsername().isEmpty()) {
            found.put(user.getId(), user);
        }
    }

    Set<UUID> linked(String provider, Collection<String> ids) {
        String sql =
                switch (provider) {
                    case "facebook" -> "SELECT id FROM users WHERE facebook_id {in-text}";
                    case "steam" -> "SELECT id FROM users WHERE steam_id {in-text}";
                    default -> throw new IllegalArgumentException("provider: " + provider);
                };
        return Set.copyOf(
                database.<List<UUID>>read(
                        tx -> tx.sql(sql).bindTexts(ids).list(row -> row.uuid(1))));
    }

    Set<UUID> existing(Collection<UUID> ids, Collection<String> usernames) {
        return database.read(
                tx -> {
                    Set<UUID> found = new HashSet<>();
                    if (!ids.isEmpty()) {
                        tx.sql("SELECT id FROM users WHERE id {in-uuid}")
                                .bindUuids(ids)
                                .each(row -> found.add(row.uuid(1)));
                    }
                    if (!usernames.isEmpty()) {
                        tx.sql("SELECT id FROM users u WHERE username {in-text}")
                                .bindTexts(usernames)
                                .each(row -> found.add(row.uuid(1)));
                    }
                    return found;
                });
    }

    /// Changes what the request has set; the rest stays.
    ///
    /// @return false when the new user name belongs to somebody else
    boolean update(UUID userId, UpdateAccountRequest request, long nowMicros) {
        try {
            database.write(tx -> update(tx, userId, request, nowMicros));
            return true;
        } catch (ConstraintException e) {
            if (e.isAbout("users", "username")) {
                return false;
            }
            throw e;
        }
    }

    private static int update(Tx tx, UUID userId, UpdateAccountRequest request, long nowMicros) {
        int changed =
                tx.sql(
                                "UPDATE users SET username = COALESCE(?, username),"
                                        + " display_name = COALESCE(?, display_name),"
                                        + " timezone = COALESCE(?, timezone),"
                                        + " location = COALESCE(?, location),"
                                        + " lang_tag = COALESCE(?, lang_tag),"
                                        + " avatar_url = COALESCE(?, avatar_url),"
                                        + " update_time = ? WHERE id = ?")
                        .bind(request.hasUsername() ? request.getUsername().getValue() : null)
                        .bind(request.hasDisplayName() ? request.getDisplayName().getValue() : null)
                        .bind(request.hasTimezone() ? request.getTimezone().getValue() : null)
                        .bind(request.hasLocation() ? request.getLocation().getValue() : null)
                        .bind(request.hasLangTag() ? request.getLangTag().getValue() : null)
                        .bind(request.hasAvatarUrl() ? request.getAvatarUrl().getValue() : null)
                        .bind(nowMicros)
                        .bind(userId)
                        .update();
        if (changed == 0) {
            throw ApiException.notFound("User account not found");
        }
        return changed;
    }

    /// @return whether there was such a user
    boolean delete(
            UUID userId,
            boolean isRecorded,
            long nowMicros,
            List<Accounts.Deletion> deletions,
            List<Accounts.Ending> endings) {
        return database.write(
                tx -> {
                    // First the row: whoever refers to it from now on waits and finds it gone, and
                    // whoever did before is seen by those who take away what belongs to it.
                    tx.sql("SELECT 1 FROM users WHERE id = ? {for-update}")
                            .bind(userId)
                            .one(row -> row.integer(1));
                    for (Accounts.Deletion deletion : deletions) {
                        deletion.onDelete(tx, userId);
                    }
                    boolean existed =
                            tx.sql("DELETE FROM users WHERE id = ?").bind(userId).update() > 0;
                    if (existed) {
                        for (Accounts.Ending ending : endings) {
                            ending.onEnd(tx, userId);
                        }
                    }
                    if (existed && isRecorded) {
                        tx.sql(
                                        "INSERT INTO user_tombstone (user_id, create_time)"
                                                + " VALUES (?, ?) ON CONFLICT DO NOTHING")
                                .bind(userId)
                                .bind(nowMicros)
                                .update();
                    }
                    return existed;
                });
    }

    /// @return whether there is such a user
    boolean setMetadata(UUID userId, String metadata, long nowMicros) {
        int changed =
                database.write(
                        tx ->
                                tx.sql(
                                                "UPDATE users SET metadata = {json}, update_time = ? WHERE id = ?")
                                        .bind(metadata)
                                        .bind(nowMicros)
                                        .bind(userId)
                                        .update());
        return changed > 0;
    }

    void ban(Ban ban, List<Accounts.Ending> endings) {
        database.write(
                tx -> {
                    int changed = setDisabled(tx, ban.userId(), ban.createMicros());
                    if (changed > 0) {
                        tx.sql(BAN)
                                .bind(ban.userId())
                                .bind(ban.reason())
                                .bind(ban.createMicros())
                                .bind(ban.endMicros())
                                .update();
                    }
                    for (Accounts.Ending ending : endings) {
                        ending.onEnd(tx, ban.userId());
                    }
                    return changed;
                });
    }

    void enable(UUID userId) {
        database.write(
                tx -> {
                    tx.sql("DELETE FROM user_ban WHERE user_id = ?").bind(userId).update();
                    return setDisabled(tx, userId, 0);
                });
    }

    /// Lifts this ban, unless there is another by now.
    void enableEnded(Ban ban) {
        database.write(
                tx -> {
                    int ended =
                            tx.sql("DELETE FROM user_ban WHERE user_id = ? AND end_time = ?")
                                    .bind(ban.userId())
                                    .bind(ban.endMicros())
                                    .update();
                    return ended > 0 ? setDisabled(tx, ban.userId(), 0) : 0;
                });
    }

    /// The ban of a user whether or not its time is over; null without one.
    @Nullable Ban findBan(UUID userId) {
        return database.read(
                tx ->
                        tx.sql(FIND_BAN)
                                .bind(userId)
                                .one(
                                        row ->
                                                new Ban(
                                                        userId,
                                                        row.text(2),
                                                        row.integer(1),
                                                        row.integer(3))));
    }

    List<Accounts.Deleted> deleted(long afterMicros, UUID afterId, int limit) {
        return database.read(
                tx ->
                        tx.sql(
                                        "SELECT user_id, create_time FROM user_tombstone WHERE"
                                                + " (create_time, user_id) > (?, ?)"
                                                + " ORDER BY create_time, user_id LIMIT ?")
                                .bind(afterMicros)
                                .bind(afterId)
                                .bind(limit)
                                .list(row -> new Accounts.Deleted(row.uuid(1), row.integer(2))));
    }

    private static int setDisabled(Tx tx, UUID userId, long disableMicros) {
        return tx.sql("UPDATE users SET disable_time = ? WHERE id = ?")
                .bind(disableMicros)
                .bind(userId)
                .update();
    }
}
