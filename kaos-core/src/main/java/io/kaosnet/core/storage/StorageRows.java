package io.kaosnet.core.storage;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Engine;
import io.kaosnet.core.db.Query;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of objects as writers see them: one by one on SQLite, where a statement is a call of a
/// function; all of a batch at once on PostgreSQL (see [StorageBatch]). Owned by the thread that
/// runs the operation.
final class StorageRows {
    private static final String FIND =
            "SELECT collection, key, user_id, version, read, write, create_time, update_time"
                    + " FROM storage WHERE collection = ? AND key = ? AND user_id = ? {for-update}";
    private static final String INSERT =
            "INSERT INTO storage (value, version, read, write, update_time, create_time,"
                    + " collection, key, user_id) VALUES ({json}, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT DO NOTHING";
    private static final String UPDATE =
            "UPDATE storage SET value = {json}, version = ?, read = ?, write = ?, update_time = ?"
                    + " WHERE collection = ? AND key = ? AND user_id = ?";

    /// Without the permissions, which are in indexes: SQLite writes those anew for each column that
    /// is set, changed or not.
    private static final String UPDATE_VALUE =
            "UPDATE storage SET value = {json}, version = ?, update_time = ?"
                    + " WHERE collection = ? AND key = ? AND user_id = ?";

    private StorageRows() {}

    /// What is there, or will be once the transaction is through.
    record Present(String version, int read, int write, long createMicros, long updateMicros) {
        boolean isSame(StorageWrite other, String otherVersion) {
            return version.equals(otherVersion) && mayAs(other);
        }

        /// Whether the permissions are the same.
        boolean mayAs(StorageWrite other) {
            return read == other.permissionRead() && write == other.permissionWrite();
        }
    }

    /// What becomes of one row.
    ///
    /// @param original what is in the table; null for an insert
    record Change(@Nullable Present original, StorageWrite write, Present next) {}

    /// The objects that are there, locked.
    ///
    /// @param ids sorted
    static Map<StorageId, Present> find(Tx tx, List<StorageId> ids) {
        if (tx.engine() == Engine.POSTGRESQL) {
            return StorageBatch.find(tx, ids);
        }
        Map<StorageId, Present> found = new HashMap<>();
        for (StorageId id : ids) {
            Present present =
                    tx.sql(FIND)
                            .bind(id.collection())
                            .bind(id.key())
                            .bind(id.userId())
                            .one(StorageRows::present);
            if (present != null) {
                found.put(id, present);
            }
        }
        return found;
    }

    static Present present(Row row) {
        return new Present(
                row.text(4),
                (int) row.integer(5),
                (int) row.integer(6),
                row.integer(7),
                row.integer(8));
    }

    /// Inserts and updates what [#find] has looked at.
    ///
    /// @throws ApiException `ABORTED` when another server inserted one of the objects meanwhile
    static void apply(Tx tx, Collection<Change> changes) {
        List<Change> inserts = new ArrayList<>();
        List<Change> updates = new ArrayList<>();
        for (Change change : changes) {
            (change.original() == null ? inserts : updates).add(change);
        }
        if (!inserts.isEmpty() && insert(tx, inserts) < inserts.size()) {
            throw new ApiException(Code.ABORTED, "The object was written at the same time");
        }
        if (!updates.isEmpty()) {
            update(tx, updates);
        }
    }

    private static int insert(Tx tx, List<Change> inserts) {
        if (tx.engine() == Engine.POSTGRESQL) {
            return StorageBatch.insert(tx, inserts);
        }
        int count = 0;
        for (Change insert : inserts) {
            StorageWrite write = insert.write();
            count +=
                    tx.sql(INSERT)
                            .bind(write.value())
                            .bind(insert.next().version())
                            .bind(write.permissionRead())
                            .bind(write.permissionWrite())
                            .bind(insert.next().updateMicros())
                            .bind(insert.next().createMicros())
                            .bind(write.collection())
                            .bind(write.key())
                            .bind(write.userId())
                            .update();
        }
        return count;
    }

    private static void update(Tx tx, List<Change> updates) {
        if (tx.engine() == Engine.POSTGRESQL) {
            StorageBatch.update(tx, updates);
            return;
        }
        for (Change update : updates) {
            StorageWrite write = update.write();
            Present original = update.original();
            boolean hasSamePermissions = original != null && original.mayAs(write);
            Query query =
                    tx.sql(hasSamePermissions ? UPDATE_VALUE : UPDATE)
                            .bind(write.value())
                            .bind(update.next().version());
            if (!hasSamePermissions) {
                query.bind(write.permissionRead()).bind(write.permissionWrite());
            }
            query.bind(update.next().updateMicros())
                    .bind(write.collection())
                    .bind(write.key())
                    .bind(write.userId())
                    .update();
        }
    }
}
