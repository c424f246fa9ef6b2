package io.kaosnet.core.storage;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Engine;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import io.kaosnet.protocol.api.StorageObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Objects in SQL. Blocks; safe from any virtual thread.
final class StorageStore {
    static final String COLUMNS =
            "collection, key, user_id, value, version, read, write, create_time, update_time";
    private static final String FIND =
            "SELECT version, write FROM storage"
                    + " WHERE collection = ? AND key = ? AND user_id = ? {for-update}";
    private static final String READ =
            "SELECT value, version, read, write, create_time, update_time FROM storage"
                    + " WHERE collection = ? AND key = ? AND user_id = ?";
    private static final String NEXT_COLLECTION =
            "SELECT collection FROM storage WHERE collection > ? ORDER BY collection LIMIT 1";
    // One by one from the list of names (OFFSET keeps the planner from turning it round): of a
    // table that was small when it looked it would read all of it.
    private static final String READ_TOGETHER =
            "SELECT s.* FROM (SELECT DISTINCT * FROM unnest(?::text[], ?::text[], ?::uuid[]))"
                    + " AS w (collection, key, owner) CROSS JOIN LATERAL (SELECT "
                    + COLUMNS
                    + " FROM storage WHERE collection = w.collection AND key = w.key"
                    + " AND user_id = w.owner OFFSET 0) AS s";
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

    private final Database database;

    StorageStore(Database database) {
        this.database = database;
    }

    /// What is there already.
    private record Present(String version, int write) {}

    static StorageId id(StorageObject object) {
        return new StorageId(
                object.getCollection(), object.getKey(), UUID.fromString(object.getUserId()));
    }

    private static @Nullable Present present(Tx tx, StorageId id) {
        return bind(tx.sql(FIND), id).one(row -> new Present(row.text(1), (int) row.integer(2)));
    }

    /// For a list of ids that PostgreSQL takes as three arrays.
    static Query bindAll(Query query, List<StorageId> ids) {
        List<String> collections = new ArrayList<>(ids.size());
        List<String> keys = new ArrayList<>(ids.size());
        List<UUID> users = new ArrayList<>(ids.size());
        for (StorageId id : ids) {
            collections.add(id.collection());
            keys.add(id.key());
            users.add(id.userId());
        }
        return query.bindTexts(collections).bindTexts(keys).bindUuids(users);
    }

    private static Query bind(Query query, StorageId id) {
        return query.bind(id.collection()).bind(id.key()).bind(id.userId());
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

    /// The objects that are there, in no order; all as of one moment.
    List<StorageObject> read(List<StorageId> ids) {
        if (ids.size() > 1 && database.engine() == Engine.SQLITE) {
            return database.snapshot(tx -> readEach(tx, ids));
        }
        return database.read(
                tx ->
                        ids.size() > 1
                                ? bindAll(tx.sql(READ_TOGETHER), ids).list(StorageStore::object)
                                : readEach(tx, ids));
    }

    private static List<StorageObject> readEach(Tx tx, List<StorageId> ids) {
        List<StorageObject> found = new ArrayList<>(ids.size());
        for (StorageId id : ids) {
            StorageObject object = bind(tx.sql(READ), id).one(row -> object(id, row, 1));
            if (object != null) {
                found.add(object);
            }
        }
        return found;
    }

    static StorageObject object(Row row) {
        return object(new StorageId(row.text(1), row.text(2), row.uuid(3)), row, 4);
    }

    /// @param first number of the first column after those of the id
    private static StorageObject object(StorageId id, Row row, int first) {
        return StorageObject.newBuilder()
                .setCollection(id.collection())
                .setKey(id.key())
                .setUserId(id.userId().toString())
                .setValue(row.text(first))
                .setVersion(row.text(first + 1))
                .setPermissionRead((int) row.integer(first + 2))
                .setPermissionWrite((int) row.integer(first + 3))
                .setCreateTime(seconds(row.integer(first + 4)))
                .setUpdateTime(seconds(row.integer(first + 5)))
                .build();
    }

    private static Timestamp seconds(long micros) {
        return Timestamp.newBuilder().setSeconds(micros / 1_000_000L).build();
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

    /// Each is found behind the one before it, so that the index is asked and not read.
    List<String> collections() {
        return database.read(
                tx -> {
                    List<String> names = new ArrayList<>();
                    String name = "";
                    while (name != null) {
                        name = tx.sql(NEXT_COLLECTION).bind(name).one(row -> row.text(1));
                        if (name != null) {
                            names.add(name);
                        }
                    }
                    return names;
                });
    }

    /// Deletes what a user owns, as part of the transaction that deletes the user.
    static void deleteOwned(Tx tx, UUID userId) {
        tx.sql("DELETE FROM storage WHERE user_id = ?").bind(userId).update();
    }

    /// Deletes all or none.
    ///
    /// @param isStrict whether a missing object is an error (for clients)
    void delete(List<StorageId> ids, int leastPermission, boolean isStrict) {
        List<StorageId> order = ids.stream().sorted().toList();
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
