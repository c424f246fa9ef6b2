package io.kaosnet.core.storage;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.storage.FieldRange.Point;
import io.kaosnet.protocol.api.StorageObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The declared fields of collections and their values in SQL. Blocks; safe from any virtual
/// thread.
final class StorageFields {
    private static final int PAGE = 500;
    private static final String INSERT =
            "INSERT INTO storage_field (collection, field, is_number, number, text, key, user_id)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private static final String PAGE_TO_INDEX =
            "SELECT "
                    + StorageStore.COLUMNS
                    + " FROM storage WHERE collection = ? AND (key, user_id) > (?, ?)"
                    + " ORDER BY key, user_id LIMIT ? {for-update}";
    private static final String FIND =
            "SELECT s.collection, s.key, s.user_id, s.value, s.version, s.read, s.write,"
                    + " s.create_time, s.update_time, f.number, f.text FROM storage_field f"
                    + " JOIN storage s ON s.collection = f.collection AND s.key = f.key"
                    + " AND s.user_id = f.user_id"
                    + " WHERE f.collection = ? AND f.field = ? AND f.is_number = ?"
                    + " AND (f.number, f.text) >= (?, ?) AND (f.number, f.text) <= (?, ?)"
                    + " AND (f.number, f.text, f.key, f.user_id) > (?, ?, ?, ?)"
                    + " ORDER BY f.number, f.text, f.key, f.user_id LIMIT ?";

    private final Database database;

    /// By collection; replaced as a whole, so that readers need no lock.
    private volatile Map<String, Set<String>> declared;

    /// An object and the point of the index that led to it.
    record Hit(StorageObject object, Point point) {}

    StorageFields(Database database) {
        this.database = database;
        this.declared = load(database);
    }

    private static Map<String, Set<String>> load(Database database) {
        Map<String, Set<String>> declared = new HashMap<>();
        database.read(
                tx -> {
                    declared.clear();
                    tx.sql("SELECT collection, field FROM storage_field_declared")
                            .each(
                                    row ->
                                            declared.computeIfAbsent(
                                                            row.text(1), _ -> new HashSet<>())
                                                    .add(row.text(2)));
                    return true;
                });
        return Map.copyOf(declared);
    }

    Set<String> of(String collection) {
        return declared.getOrDefault(collection, Set.of());
    }

    synchronized void declare(String collection, List<String> names) {
        List<String> fresh = new ArrayList<>();
        for (String name : names) {
            if (name.isEmpty() || name.length() > FieldRange.MAX_TEXT_CHARS) {
                throw ApiException.invalidArgument(
                        "field: \"" + name + "\" (expected: 1..128 characters)");
            }
            if (!of(collection).contains(name) && !fresh.contains(name)) {
                fresh.add(name);
            }
        }
        if (fresh.isEmpty()) {
            return;
        }
        // Writers keep the fields from here on; what they do not touch is taken in below.
        Map<String, Set<String>> all = new HashMap<>(declared);
        Set<String> fields = new HashSet<>(of(collection));
        fields.addAll(fresh);
        all.put(collection, fields);
        declared = Map.copyOf(all);
        takeIn(collection, fresh);
        database.write(
                tx -> {
                    for (String field : fresh) {
                        tx.sql(
                                        "INSERT INTO storage_field_declared (collection, field)"
                                                + " VALUES (?, ?) ON CONFLICT DO NOTHING")
                                .bind(collection)
                                .bind(field)
                                .update();
                    }
                    return true;
                });
    }

    private void takeIn(String collection, List<String> fresh) {
        String afterKey = "";
        UUID afterUser = Storage.SYSTEM;
        while (true) {
            String key = afterKey;
            UUID user = afterUser;
            List<StorageObject> page =
                    database.write(
                            tx -> {
                                List<StorageObject> objects =
                                        tx.sql(PAGE_TO_INDEX)
                                                .bind(collection)
                                                .bind(key)
                                                .bind(user)
                                                .bind(PAGE)
                                                .list(StorageStore::object);
                                for (StorageObject object : objects) {
                                    Object value = JsonTree.parse(object.getValue());
                                    insert(tx, StorageStore.id(object), value, fresh);
                                }
                                return objects;
                            });
            if (page.size() < PAGE) {
                return;
            }
            afterKey = page.getLast().getKey();
            afterUser = UUID.fromString(page.getLast().getUserId());
        }
    }

    /// Keeps the fields of an object that this transaction writes.
    void onWrite(Tx tx, StorageWrite write, boolean isUpdate) {
        Set<String> fields = of(write.collection());
        if (fields.isEmpty()) {
            return;
        }
        if (isUpdate) {
            tx.sql("DELETE FROM storage_field WHERE collection = ? AND key = ? AND user_id = ?")
                    .bind(write.collection())
                    .bind(write.key())
                    .bind(write.userId())
                    .update();
        }
        var id = new StorageId(write.collection(), write.key(), write.userId());
        insert(tx, id, JsonTree.parse(write.value()), fields);
    }

    private static void insert(
            Tx tx, StorageId id, @Nullable Object value, Iterable<String> fields) {
        for (String field : fields) {
            for (Point point : FieldRange.points(value, field)) {
                bind(tx.sql(INSERT).bind(id.collection()).bind(field).bind(point.isNumber()), point)
                        .bind(id.key())
                        .bind(id.userId())
                        .update();
            }
        }
    }

    private static Query bind(Query query, Point point) {
        return query.bind(point.number()).bind(point.text());
    }

    /// What a range holds after a place in it, in order.
    List<Hit> find(
            String collection,
            FieldRange range,
            Point after,
            String afterKey,
            UUID afterUser,
            int limit) {
        boolean isNumber = range.low().isNumber();
        return database.read(
                tx -> {
                    Query query = tx.sql(FIND).bind(collection).bind(range.field()).bind(isNumber);
                    bind(bind(bind(query, range.low()), range.high()), after);
                    return query.bind(afterKey)
                            .bind(afterUser)
                            .bind(limit)
                            .list(
                                    row ->
                                            new Hit(
                                                    StorageStore.object(row),
                                                    new Point(
                                                            isNumber, row.real(10), row.text(11))));
                });
    }
}
