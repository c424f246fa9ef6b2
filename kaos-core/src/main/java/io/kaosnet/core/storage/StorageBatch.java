package io.kaosnet.core.storage;

import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.storage.StorageRows.Change;
import io.kaosnet.core.storage.StorageRows.Present;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The objects of a batch in PostgreSQL, one statement for all of them. Owned by the thread that
/// runs the operation.
///
/// How these statements run does not depend on what the database knows of the table: of an empty
/// one that grows it would keep plans that read all of it. What is looked up is found from the
/// list of names, one by one (`LATERAL` with a lock cannot be turned round), what is written finds
/// its rival in the index of the primary key.
final class StorageBatch {
    private static final String FIND =
            "SELECT s.* FROM unnest(?::text[], ?::text[], ?::uuid[]) AS w (collection, key, owner)"
                    + " CROSS JOIN LATERAL (SELECT collection, key, user_id, version, read, write,"
                    + " create_time, update_time FROM storage WHERE collection = w.collection"
                    + " AND key = w.key AND user_id = w.owner FOR UPDATE) AS s";
    // Side by side in the list of columns the arrays become rows without a table in between.
    private static final String INTO =
            "INSERT INTO storage AS s (collection, key, user_id, value, version, read, write,"
                    + " create_time, update_time) SELECT unnest(?::text[]), unnest(?::text[]),"
                    + " unnest(?::uuid[]), unnest(?::text[])::jsonb, unnest(?::text[]),"
                    + " unnest(?::bigint[]), unnest(?::bigint[]), unnest(?::bigint[]),"
                    + " unnest(?::bigint[])";
    private static final String INSERT = INTO + " ON CONFLICT DO NOTHING";
    private static final String REPLACE =
            INTO
                    + " ON CONFLICT (collection, key, user_id) DO UPDATE SET"
                    + " value = excluded.value, version = excluded.version, read = excluded.read,"
                    + " write = excluded.write, update_time = excluded.update_time";
    private static final String IF_OTHER =
            " (s.version <> excluded.version OR s.read <> excluded.read"
                    + " OR s.write <> excluded.write)";
    private static final String CREATED = " RETURNING collection, key, user_id, create_time";
    private static final String WRITE = REPLACE + " WHERE" + IF_OTHER + CREATED;
    private static final String WRITE_OWN = REPLACE + " WHERE s.write > 0 AND" + IF_OTHER + CREATED;

    private StorageBatch() {}

    /// The objects that are there, locked.
    ///
    /// @param ids sorted
    static Map<StorageId, Present> find(Tx tx, List<StorageId> ids) {
        Map<StorageId, Present> found = new HashMap<>();
        int count = ids.size();
        String[] collections = new String[count];
        String[] keys = new String[count];
        UUID[] owners = new UUID[count];
        for (int i = 0; i < count; i++) {
            collections[i] = ids.get(i).collection();
            keys[i] = ids.get(i).key();
            owners[i] = ids.get(i).userId();
        }
        tx.sql(FIND)
                .bindColumn(collections)
                .bindColumn(keys)
                .bindColumn(owners)
                .each(
                        row ->
                                found.put(
                                        new StorageId(row.text(1), row.text(2), row.uuid(3)),
                                        StorageRows.present(row)));
        return found;
    }

    /// @return how many were inserted: the others are there already
    static int insert(Tx tx, List<Change> changes) {
        return bind(tx.sql(INSERT), changes).update();
    }

    /// Changes objects that [#find] found.
    static void update(Tx tx, List<Change> changes) {
        int updated = bind(tx.sql(REPLACE), changes).update();
        if (updated != changes.size()) {
            throw new IllegalStateException("updated " + updated + " of " + changes.size());
        }
    }

    /// Writes over whatever is there, unless it is the same; all that was there is locked.
    ///
    /// @param changes sorted by id, each with another
    /// @param isOwn only what the owner may write
    /// @return when those that were written were created
    static Map<StorageId, Long> write(Tx tx, List<Change> changes, boolean isOwn) {
        Map<StorageId, Long> created = new HashMap<>(changes.size() * 2);
        bind(tx.sql(isOwn ? WRITE_OWN : WRITE), changes)
                .each(
                        row ->
                                created.put(
                                        new StorageId(row.text(1), row.text(2), row.uuid(3)),
                                        row.integer(4)));
        return created;
    }

    private static Query bind(Query query, List<Change> changes) {
        int count = changes.size();
        String[] collections = new String[count];
        String[] keys = new String[count];
        UUID[] owners = new UUID[count];
        String[] values = new String[count];
        String[] versions = new String[count];
        long[] reads = new long[count];
        long[] writes = new long[count];
        long[] createMicros = new long[count];
        long[] updateMicros = new long[count];
        for (int i = 0; i < count; i++) {
            StorageWrite write = changes.get(i).write();
            Present next = changes.get(i).next();
            collections[i] = write.collection();
            keys[i] = write.key();
            owners[i] = write.userId();
            values[i] = write.value();
            versions[i] = next.version();
            reads[i] = next.read();
            writes[i] = next.write();
            createMicros[i] = next.createMicros();
            updateMicros[i] = next.updateMicros();
        }
        return query.bindColumn(collections)
                .bindColumn(keys)
                .bindColumn(owners)
                .bindColumn(values)
                .bindColumn(versions)
                .bindColumn(reads)
                .bindColumn(writes)
                .bindColumn(createMicros)
                .bindColumn(updateMicros);
    }
}
