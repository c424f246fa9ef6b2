package io.kaosnet.core.storage;

import io.kaosnet.core.api.ApiException;
import java.util.List;
import java.util.Set;

/// What an index holds. Immutable.
///
/// @param key the one key that is indexed; empty for every key of the collection
/// @param fields members of the value that can be searched, dotted for nested ones
/// @param sortableFields those of them that results can be ordered by
/// @param maxEntries 1..10,000,000; above it, what was not written for longest leaves the index
/// @param indexOnly whether results carry the indexed fields alone and the database is not asked
public record StorageIndexSpec(
        String name,
        String collection,
        String key,
        List<String> fields,
        List<String> sortableFields,
        int maxEntries,
        boolean indexOnly) {
    private static final int MAX_ENTRIES = 10_000_000;

    /// @throws ApiException `INVALID_ARGUMENT`
    public StorageIndexSpec {
        fields = List.copyOf(fields);
        sortableFields = List.copyOf(sortableFields);
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw ApiException.invalidArgument("index: without a name");
        }
        StorageWrite.checkName("collection", collection);
        if (!key.isEmpty()) {
            StorageWrite.checkName("key", key);
        }
        if (fields.isEmpty() || Set.copyOf(fields).size() < fields.size()) {
            throw ApiException.invalidArgument(
                    "fields: " + fields + " (expected: at least one, each once)");
        }
        if (!fields.containsAll(sortableFields)) {
            throw ApiException.invalidArgument(
                    "sortable_fields: " + sortableFields + " (expected: some of " + fields + ")");
        }
        if (maxEntries < 1 || maxEntries > MAX_ENTRIES) {
            throw ApiException.invalidArgument(
                    "max_entries: " + maxEntries + " (expected: 1.." + MAX_ENTRIES + ")");
        }
    }

    boolean covers(StorageId id) {
        return collection.equals(id.collection()) && (key.isEmpty() || key.equals(id.key()));
    }
}
