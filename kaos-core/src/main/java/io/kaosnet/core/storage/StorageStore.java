package io.kaosnet.core.storage;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectAck;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Objects in SQL. Blocks; safe from any virtual thread.
final class StorageStore {
    static final String COLUMNS =
            "collection, key, user_id, value, version, read, write, create_time, update_time";
    private static final String FIND =
            "SELECT version, write, create_time, update_time, read FROM storage"
                    + " WHERE collection = ? AND key = ? AND user_id = ? {for-update}";
    private static final String READ =
            "SELECT " + COLUMNS + " FROM storage WHERE collection = ? AND key = ? AND user_id = ?";
    private static final String INSERT =
            "INSERT INTO storage (collection, key, user_id, value, version, read, write,"
                    + " create_time, update_time) VALUES (?, ?, ?, {json}, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";
    private static final String UPDATE =
            "UPDATE storage SET value = {json}, version = ?, read = ?, write = ?, update_time = ?"
                    + " WHERE collection = ? AND key = ? AND user_id = ?";
    private static final String DELETE =
            "DELETE FROM storage WHERE collection = ? AND key = ? AND user_id = ?";
    private static final String LIST_OWNED =
            "SELECT "
                    + COLUMNS
                    + " FROM storage WHERE collection = ? AND user_id = ? AND read >= ?"
                    + " AND (read, key) > (?, ?) ORDER BY read, key LIMIT ?";
    private static final String LIST_PUBLIC =
            "SELECT "
                    + COLUMNS
                    + " FROM storage WHERE collection = ? AND read = 2"
                    + " AND (key, user_id) > (?, ?) ORDER BY key, user_id LIMIT ?";
    private static final String LIST_ALL =
            "SELECT "
                    + COLUMNS
                    + " FROM storage WHERE collection = ? AND (key, user_id) > (?, ?)"
                    + " ORDER BY key, user_id LIMIT ?";

    /// One order for all writers, so that two batches cannot wait for each other.
    static final Comparator<StorageId> LOCK_ORDER =
            Comparator.comparing(StorageId::collection)
                    .thenComparing(StorageId::key)
                    .thenComparing(StorageId::userId);

    private final Database database;
    private final StorageFields fields;

    StorageStore(Database database, StorageFields fields) {
        this.database = database;
        this.fields = fields;
    }

    /// What is there already.
    private record Present(
            String version, int read, int write, long createMicros, long updateMicros) {}

    /// Writes all or none.
    ///
    /// @param leastPermission of the objects already there: 1 for their owner, 0 for the server
    /// @return one acknowledgement for each, in the order given
    /// @throws ApiException `INVALID_ARGUMENT` when a version or a permission stands against it
    List<StorageObjectAck> write(List<StorageWrite> writes, int leastPermission, long nowMicros) {
        List<Integer> order =
                IntStream.range(0, writes.size())
                        .boxed()
                        .sorted(Comparator.comparing(i -> id(writes.get(i)), LOCK_ORDER))
                        .toList();
        return database.write(
                tx -> {
                    StorageObjectAck[] acks = new StorageObjectAck[writes.size()];
                    for (int index : order) {
                        acks[index] = write(tx, writes.get(index), leastPermission, nowMicros);
                    }
                    return List.of(acks);
                });
    }

    private static StorageId id(StorageWrite write) {
        return new StorageId(write.collection(), write.key(), write.userId());
    }

    static StorageId id(StorageObject object) {
        return new StorageId(
                object.getCollection(), object.getKey(), UUID.fromString(object.getUserId()));
    }

    private StorageObjectAck write(Tx tx, StorageWrite write, int leastPermission, long nowMicros) {
        String version = version(write.value());
        // Twice, since another caller may insert between the look and our insert.
        for (int i = 0; i < 2; i++) {
            Present present = present(tx, id(write));
            check(write, present, leastPermission);
            if (present != null) {
                boolean isSame =
                        present.version().equals(version)
                                && present.read() == write.permissionRead()
                                && present.write() == write.permissionWrite();
                if (!isSame) {
                    update(tx, write, version, nowMicros);
                    fields.onWrite(tx, write, true);
                }
                long updateMicros = isSame ? present.updateMicros() : nowMicros;
                return ack(write, version, present.createMicros(), updateMicros);
            }
            if (insert(tx, write, version, nowMicros)) {
                fields.onWrite(tx, write, false);
                return ack(write, version, nowMicros, nowMicros);
            }
        }
        throw conflict(write);
    }

    private static void check(StorageWrite write, @Nullable Present present, int leastPermission) {
        String wanted = write.version();
        boolean matches =
                switch (wanted) {
                    case "" -> true;
                    case "*" -> present == null;
                    default -> present != null && present.version().equals(wanted);
                };
        if (!matches) {
            throw conflict(write);
        }
        if (present != null && present.write() < leastPermission) {
            throw ApiException.invalidArgument(
                    write.collection() + "/" + write.key() + ": not writable");
        }
    }

    private static ApiException conflict(StorageWrite write) {
        return ApiException.invalidArgument(
                write.collection() + "/" + write.key() + ": version does not match");
    }

    private static @Nullable Present present(Tx tx, StorageId id) {
        return bind(tx.sql(FIND), id)
                .one(
                        row ->
                                new Present(
                                        row.text(1),
                                        (int) row.integer(5),
                                        (int) row.integer(2),
                                        row.integer(3),
                                        row.integer(4)));
    }

    private static Query bind(Query query, StorageId id) {
        return query.bind(id.collection()).bind(id.key()).bind(id.userId());
    }

    private static boolean insert(Tx tx, StorageWrite write, String version, long nowMicros) {
        return bind(tx.sql(INSERT), id(write))
                        .bind(write.value())
                        .bind(version)
                        .bind(write.permissionRead())
                        .bind(write.permissionWrite())
                        .bind(nowMicros)
                        .bind(nowMicros)
                        .update()
                > 0;
    }

    private static void update(Tx tx, StorageWrite write, String version, long nowMicros) {
        bind(
                        tx.sql(UPDATE)
                                .bind(write.value())
                                .bind(version)
                                .bind(write.permissionRead())
                                .bind(write.permissionWrite())
                                .bind(nowMicros),
                        id(write))
                .update();
    }

    private static StorageObjectAck ack(
            StorageWrite write, String version, long createMicros, long updateMicros) {
        return StorageObjectAck.newBuilder()
                .setCollection(write.collection())
                .setKey(write.key())
                .setVersion(version)
                .setUserId(write.userId().toString())
                .setCreateTime(micros(createMicros))
                .setUpdateTime(micros(updateMicros))
                .build();
    }

    /// The version of a value: its MD5, which clients know and compare.
    @SuppressWarnings("WeakMessageDigestAlgorithm") // A name for a value, not a protection of it.
    static String version(String value) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(md5.digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private static Timestamp micros(long micros) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(micros, 1_000_000L))
                .setNanos((int) Math.floorMod(micros, 1_000_000L) * 1000)
                .build();
    }

    /// The objects that are there, in no order.
    List<StorageObject> read(List<StorageId> ids) {
        return database.read(
                tx -> {
                    List<StorageObject> found = new ArrayList<>(ids.size());
                    for (StorageId id : ids) {
                        StorageObject object = bind(tx.sql(READ), id).one(StorageStore::object);
                        if (object != null) {
                            found.add(object);
                        }
                    }
                    return found;
                });
    }

    static StorageObject object(Row row) {
        return StorageObject.newBuilder()
                .setCollection(row.text(1))
                .setKey(row.text(2))
                .setUserId(row.uuid(3).toString())
                .setValue(row.text(4))
                .setVersion(row.text(5))
                .setPermissionRead((int) row.integer(6))
                .setPermissionWrite((int) row.integer(7))
                .setCreateTime(Timestamp.newBuilder().setSeconds(row.integer(8) / 1_000_000L))
                .setUpdateTime(Timestamp.newBuilder().setSeconds(row.integer(9) / 1_000_000L))
                .build();
    }

    /// One owner's objects, by read permission and key.
    List<StorageObject> listOwned(
            String collection,
            UUID userId,
            int leastRead,
            int afterRead,
            String afterKey,
            int limit) {
        return database.read(
                tx ->
                        tx.sql(LIST_OWNED)
                                .bind(collection)
                                .bind(userId)
                                .bind(leastRead)
                                .bind(afterRead)
                                .bind(afterKey)
                                .bind(limit)
                                .list(StorageStore::object));
    }

    /// Everybody's public objects, or all objects, by key and owner.
    List<StorageObject> list(
            String collection, boolean isPublic, String afterKey, UUID afterUser, int limit) {
        return database.read(
                tx ->
                        tx.sql(isPublic ? LIST_PUBLIC : LIST_ALL)
                                .bind(collection)
                                .bind(afterKey)
                                .bind(afterUser)
                                .bind(limit)
                                .list(StorageStore::object));
    }

    /// Deletes what a user owns, as part of the transaction that deletes the user.
    static void deleteOwned(Tx tx, UUID userId) {
        tx.sql("DELETE FROM storage WHERE user_id = ?").bind(userId).update();
    }

    /// Deletes all or none.
    ///
    /// @param isStrict whether a missing object is an error (for clients)
    void delete(List<StorageId> ids, int leastPermission, boolean isStrict) {
        List<StorageId> order = ids.stream().sorted(LOCK_ORDER).toList();
        database.write(
                tx -> {
                    for (StorageId id : order) {
                        Present present = present(tx, id);
                        boolean matches =
                                present != null
                                        && present.write() >= leastPermission
                                        && (id.version().isEmpty()
                                                || id.version().equals(present.version()));
                        if (matches) {
                            bind(tx.sql(DELETE), id).update();
                        } else if (isStrict || present != null) {
                            throw ApiException.invalidArgument(
                                    id.collection()
                                            + "/"
                                            + id.key()
                                            + ": not there, not writable, or of another version");
                        }
                    }
                    return true;
                });
    }
}
