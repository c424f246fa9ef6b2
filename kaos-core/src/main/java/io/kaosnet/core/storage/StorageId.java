package io.kaosnet.core.storage;

import java.util.UUID;

/// Names one object. Immutable.
///
/// @param userId the owner; nil for the system
/// @param version the version to delete; empty for any
public record StorageId(String collection, String key, UUID userId, String version) {
    public StorageId(String collection, String key, UUID userId) {
        this(collection, key, userId, "");
    }
}
