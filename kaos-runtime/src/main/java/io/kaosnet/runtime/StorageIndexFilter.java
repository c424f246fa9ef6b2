package io.kaosnet.runtime;

/// Says which objects a storage index takes in. Called with each change, and for all that is there
/// when modules load. An object whose filter fails is not taken in.
@FunctionalInterface
public interface StorageIndexFilter {
    /// An object as it is in the database.
    ///
    /// @param userId its owner's; the nil UUID for the server's
    /// @param value a JSON object
    record Candidate(
            String collection,
            String key,
            String userId,
            String value,
            String version,
            int permissionRead,
            int permissionWrite) {}

    boolean takes(RuntimeContext context, Candidate candidate);
}
