package io.kaosnet.runtime;

import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.api.StorageObjectAck;
import io.kaosnet.protocol.api.StorageObjectList;
import java.util.List;

/// Objects in collections, whoever may read or write them. Safe from any thread but a match's;
/// blocks. All methods throw [RuntimeError]: `INVALID_ARGUMENT` for what is malformed and for a
/// version that is not there.
public interface Storage {
    /// Names one object.
    ///
    /// @param userId its owner; empty for the server
    /// @param version that must be there to delete it; empty for any
    record Id(String collection, String key, String userId, String version) {
        public Id(String collection, String key, String userId) {
            this(collection, key, userId, "");
        }
    }

    /// An object to write.
    ///
    /// @param userId its owner; empty for the server
    /// @param value a JSON object
    /// @param version empty for any, `*` for none, else the one that must be there
    /// @param permissionRead 0 the server, 1 the owner, 2 everybody
    /// @param permissionWrite 0 the server, 1 the owner, 2 everybody
    record Write(
            String collection,
            String key,
            String userId,
            String value,
            String version,
            int permissionRead,
            int permissionWrite) {
        /// Read and written by the owner, whatever is there.
        public Write(String collection, String key, String userId, String value) {
            this(collection, key, userId, value, "", 1, 1);
        }
    }

    /// What is kept in memory of a collection, so that it can be searched.
    ///
    /// @param key the one key that is indexed; empty for every key
    /// @param fields of the values, dotted for nested ones
    /// @param sortableFields those of them that results can be ordered by
    /// @param indexOnly whether results carry these fields alone
    record Index(
            String name,
            String collection,
            String key,
            List<String> fields,
            List<String> sortableFields,
            int maxEntries,
            boolean indexOnly) {}

    /// Those that are there, in no order.
    List<StorageObject> read(List<Id> ids);

    /// All or none.
    ///
    /// @return one for each, in the order given
    List<StorageObjectAck> write(List<Write> writes);

    /// All or none; what is not there is no error.
    void delete(List<Id> ids);

    /// A page of a collection.
    ///
    /// @param userId the owner; empty for all
    StorageObjectList list(String collection, String userId, int limit, String cursor);

    /// Makes an index, filled in the background; the same one again changes nothing.
    void index(Index index);

    /// A page of what an index finds. See [Registry#storageIndexFilter].
    ///
    /// @param query in the syntax of match listings, over `value.<field>`
    /// @param order sortable fields, `-` before one for descending; empty for the best match first
    StorageObjectList search(
            String index, String query, int limit, List<String> order, String cursor);
}
