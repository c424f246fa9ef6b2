package io.kaosnet.core.storage;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import java.util.UUID;

/// An object to write. Immutable.
///
/// @param userId the owner; nil for the system
/// @param value one JSON value; of clients an object
/// @param version empty to overwrite whatever is there; `*` only if nothing is there; else the
///     version that must be there
/// @param permissionRead 0 nobody, 1 the owner, 2 everybody
/// @param permissionWrite 0 the server alone, 1 the owner, 2 everybody
public record StorageWrite(
        String collection,
        String key,
        UUID userId,
        String value,
        String version,
        int permissionRead,
        int permissionWrite) {
    static final int MAX_NAME_CHARS = 128;

    public StorageWrite {
        checkName("collection", collection);
        checkName("key", key);
        checkPermission("permission_read", permissionRead, 2);
        checkPermission("permission_write", permissionWrite, 2);
        if (!Arguments.isJson(value)) {
            throw ApiException.invalidArgument(
                    "value: not JSON (at most 64 deep, no NUL, whole characters, exponents up"
                            + " to 324)");
        }
    }

    /// The same with other permissions.
    StorageWrite with(int read, int write) {
        return new StorageWrite(collection, key, userId, value, version, read, write);
    }

    /// @throws ApiException `INVALID_ARGUMENT` for a value that is no object
    void requireObject() {
        if (!value.stripLeading().startsWith("{")) {
            throw ApiException.invalidArgument("value: not a JSON object");
        }
    }

    static void checkName(String field, String name) {
        int chars = name.codePointCount(0, name.length());
        if (chars < 1 || chars > MAX_NAME_CHARS || name.indexOf('\0') >= 0) {
            throw ApiException.invalidArgument(
                    field + ": " + chars + " characters (expected: 1..128)");
        }
    }

    static void checkPermission(String field, int permission, int most) {
        if (permission < 0 || permission > most) {
            throw ApiException.invalidArgument(
                    field + ": " + permission + " (expected: 0.." + most + ")");
        }
    }
}
