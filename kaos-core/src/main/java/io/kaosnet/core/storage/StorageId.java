package io.kaosnet.core.storage;

import java.util.UUID;

/// Names one object. Immutable.
///
/// @param userId the owner; nil for the system
/// @param version the version to delete; empty for any
public record StorageId(String collection, String key, UUID userId, String version)
        implements Comparable<StorageId> {
    public StorageId(String collection, String key, UUID userId) {
        this(collection, key, userId, "");
    }

    /// The order in which all writers lock rows, so that no two of them wait for each other.
    @Override
    public int compareTo(StorageId other) {
        int order = collection.compareTo(other.collection);
        order = order != 0 ? order : key.compareTo(other.key);
        order = order != 0 ? order : userId.compareTo(other.userId);
        return order != 0 ? order : version.compareTo(other.version);
    }
}
