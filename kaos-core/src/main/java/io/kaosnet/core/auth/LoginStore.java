package io.kaosnet.core.auth;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Coalescer;
import io.kaosnet.core.db.ConstraintException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Identifiers of users in SQL. Blocks; safe from any virtual thread.
final class LoginStore {
    private static final int CREATE_QUEUE_CAPACITY = 16_384;
    private static final String BY_DEVICE =
            "SELECT u.id, u.username, u.password, u.disable_time FROM user_device d"
                    + " JOIN users u ON u.id = d.user_id WHERE d.id = ?";
    private static final String BY_USERNAME =
            "SELECT id, username, password, disable_time FROM users WHERE username = ?";
    private static final String BY_ID =
            "SELECT id, username, password, disable_time FROM users WHERE id = ?";
    private static final String CREATE =
            "INSERT INTO users (id, username, create_time, update_time) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";
    private static final String ADD_DEVICE =
            "INSERT INTO user_device (id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String IDENTIFIERS =
            "SELECT custom_id, email, apple_id, facebook_id, facebook_instant_game_id,"
                    + " gamecenter_id, google_id, steam_id FROM users WHERE id = ? {for-update}";

    private final Database database;

    /// Full: see [Coalescer].
    private final Coalescer<String, NewDevice, Optional<Login>> createDevices;

    LoginStore(Database database) {
        this.database = database;
        this.createDevices =
                new Coalescer<>(
                        database,
                        CREATE_QUEUE_CAPACITY,
                        NewDevice::deviceId,
                        LoginStore::createAll);
    }

    private record NewDevice(UUID userId, String username, String deviceId, long nowMicros) {
        Login login() {
            return new Login(userId, username, null, false, true);
        }
    }

    /// A user as far as logging in goes.
    ///
    /// @param password the kept hash; null when none is set
    /// @param isNew whether it was created just now
    record Login(
            UUID userId,
            String username,
            @Nullable String password,
            boolean isDisabled,
            boolean isNew) {}

    /// What became of an attempt to link or unlink.
    enum Change {
        DONE,
        TAKEN,
        LAST,
        MISMATCH
    }

    private static Login login(Row row) {
        return new Login(
                row.uuid(1), row.text(2), text(row.bytesOrNull(3)), row.integer(4) != 0, false);
    }

    private static @Nullable String text(byte @Nullable [] kept) {
        return kept == null ? null : new String(kept, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] bytes(@Nullable String password) {
        return password == null ? null : password.getBytes(StandardCharsets.UTF_8);
    }

    @Nullable Login byDevice(String deviceId) {
        return database.read(tx -> tx.sql(BY_DEVICE).bind(deviceId).one(LoginStore::login));
    }

    @Nullable Login by(Provider provider, String id) {
        return database.read(tx -> tx.sql(provider.findSql).bind(id).one(LoginStore::login));
    }

    @Nullable Login byUsername(String username) {
        return database.read(tx -> tx.sql(BY_USERNAME).bind(username).one(LoginStore::login));
    }

    @Nullable Login byId(UUID userId) {
        return database.read(tx -> tx.sql(BY_ID).bind(userId).one(LoginStore::login));
    }

    /// Creates a user with a device, or finds the one that another call created meanwhile.
    ///
    /// @return null when the user name is taken
    @Nullable Login createWithDevice(String username, String deviceId, long nowMicros) {
        return createDevices
                .run(new NewDevice(UUID.randomUUID(), username, deviceId, nowMicros))
                .orElse(null);
    }

    /// All of them, or none when any meets a rival: each then runs alone.
    private static List<Optional<Login>> createAll(Tx tx, List<NewDevice> all) {
        if (all.size() == 1) {
            return List.of(Optional.ofNullable(createOne(tx, all.getFirst())));
        }
        Query users = tx.sql(CREATE);
        Query devices = tx.sql(ADD_DEVICE);
        for (NewDevice each : all) {
            users.bind(each.userId())
                    .bind(each.username())
                    .bind(each.nowMicros())
                    .bind(each.nowMicros())
                    .addBatch();
            devices.bind(each.deviceId()).bind(each.userId()).addBatch();
        }
        requireOneEach(users.runBatch());
        requireOneEach(devices.runBatch());
        List<Optional<Login>> logins = new ArrayList<>(all.size());
        for (NewDevice each : all) {
            logins.add(Optional.of(each.login()));
        }
        return logins;
    }

    private static void requireOneEach(int[] counts) {
        for (int count : counts) {
            if (count != 1) {
                throw new ApiException(Code.ABORTED, "A rival was faster");
            }
        }
    }

    private static @Nullable Login createOne(Tx tx, NewDevice device) {
        int created =
                tx.sql(CREATE)
                        .bind(device.userId())
                        .bind(device.username())
                        .bind(device.nowMicros())
                        .bind(device.nowMicros())
                        .update();
        if (created == 0) {
            // A rival for the device may have taken the name just now.
            return tx.sql(BY_DEVICE).bind(device.deviceId()).one(LoginStore::login);
        }
        if (tx.sql(ADD_DEVICE).bind(device.deviceId()).bind(device.userId()).update() == 0) {
            tx.sql("DELETE FROM users WHERE id = ?").bind(device.userId()).update();
            return tx.sql(BY_DEVICE).bind(device.deviceId()).one(LoginStore::login);
        }
        return device.login();
    }

    /// The same with an identifier of a provider.
    ///
    /// @param password hash to keep; null for none
    @Nullable Login create(
            Provider provider,
            String username,
            String id,
            @Nullable String password,
            long nowMicros) {
        UUID userId = UUID.randomUUID();
        return database.write(
                tx -> {
                    int created =
                            tx.sql(provider.createSql)
                                    .bind(userId)
                                    .bind(username)
                                    .bind(nowMicros)
                                    .bind(nowMicros)
                                    .bind(id)
                                    .bind(bytes(password))
                                    .update();
                    return created > 0
                            ? new Login(userId, username, password, false, true)
                            : tx.sql(provider.findSql).bind(id).one(LoginStore::login);
                });
    }

    void setPassword(UUID userId, String password) {
        database.write(
                tx ->
                        tx.sql("UPDATE users SET password = ? WHERE id = ?")
                                .bind(bytes(password))
                                .bind(userId)
                                .update());
    }

    Change linkDevice(UUID userId, String deviceId) {
        return database.write(
                tx -> {
                    // Keeps the user from being deleted meanwhile.
                    if (!tx.sql("SELECT 1 FROM users WHERE id = ? {for-update}")
                            .bind(userId)
                            .exists()) {
                        throw ApiException.notFound("User account not found");
                    }
                    if (tx.sql(ADD_DEVICE).bind(deviceId).bind(userId).update() > 0) {
                        return Change.DONE;
                    }
                    UUID owner =
                            tx.sql("SELECT user_id FROM user_device WHERE id = ?")
                                    .bind(deviceId)
                                    .one(row -> row.uuid(1));
                    return userId.equals(owner) ? Change.DONE : Change.TAKEN;
                });
    }

    /// @param password hash to keep with an e-mail address; null for other providers
    Change link(
            UUID userId, Provider provider, String id, @Nullable String password, long nowMicros) {
        try {
            return database.write(
                    tx -> {
                        var query = tx.sql(provider.linkSql).bind(id);
                        if (provider == Provider.EMAIL) {
                            query.bind(bytes(password));
                        }
                        query.bind(nowMicros).bind(userId).update();
                        return Change.DONE;
                    });
        } catch (ConstraintException e) {
            if (e.kind() == ConstraintException.Kind.UNIQUE) {
                return Change.TAKEN;
            }
            throw e;
        }
    }

    Change unlinkDevice(UUID userId, String deviceId) {
        return database.write(
                tx -> {
                    if (countIdentifiers(tx, userId) <= 1) {
                        return Change.LAST;
                    }
                    int removed =
                            tx.sql("DELETE FROM user_device WHERE id = ? AND user_id = ?")
                                    .bind(deviceId)
                                    .bind(userId)
                                    .update();
                    return removed > 0 ? Change.DONE : Change.MISMATCH;
                });
    }

    /// @param id what the user says it is; empty to unlink whatever it is
    Change unlink(UUID userId, Provider provider, String id, long nowMicros) {
        return database.write(
                tx -> {
                    int count = countIdentifiers(tx, userId);
                    String linked =
                            tx.sql("SELECT " + provider.column + " FROM users WHERE id = ?")
                                    .bind(userId)
                                    .one(row -> row.text(1));
                    boolean isLinked = linked != null && !linked.isEmpty();
                    if (!id.isEmpty() && !id.equals(linked)) {
                        return Change.MISMATCH;
                    }
                    if (count - (isLinked ? 1 : 0) < 1) {
                        return Change.LAST;
                    }
                    tx.sql(provider.unlinkSql).bind(nowMicros).bind(userId).update();
                    return Change.DONE;
                });
    }

    /// How many ways the user has to log in.
    private static int countIdentifiers(Tx tx, UUID userId) {
        Integer linked =
                tx.sql(IDENTIFIERS)
                        .bind(userId)
                        .one(
                                row -> {
                                    int count = 0;
                                    for (int column = 1; column <= 8; column++) {
                                        count += row.text(column).isEmpty() ? 0 : 1;
                                    }
                                    return count;
                                });
        Long devices =
                tx.sql("SELECT count(*) FROM user_device WHERE user_id = ?")
                        .bind(userId)
                        .one(row -> row.integer(1));
        return (linked == null ? 0 : linked) + (devices == null ? 0 : Math.toIntExact(devices));
    }
}
