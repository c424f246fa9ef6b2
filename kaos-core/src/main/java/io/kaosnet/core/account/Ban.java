package io.kaosnet.core.account;

import io.kaosnet.core.api.ApiException;
import java.time.Instant;
import java.util.UUID;

/// Why and until when a user may not log in. Immutable.
///
/// @param reason as the user is told; may be empty
/// @param createMicros since 1970-01-01 UTC
/// @param endMicros 0 for good
public record Ban(UUID userId, String reason, long createMicros, long endMicros) {
    static final int MAX_REASON_CHARS = 255;

    /// @throws ApiException `INVALID_ARGUMENT`
    public Ban {
        UserRules.checkLength("reason", reason, MAX_REASON_CHARS);
        if (endMicros < 0) {
            throw ApiException.invalidArgument("end: " + endMicros + " (expected: 0 or a time)");
        }
    }

    boolean hasEnded(long nowMicros) {
        return endMicros > 0 && endMicros <= nowMicros;
    }

    /// What the user is told.
    String text() {
        return "User account banned"
                + (endMicros == 0
                        ? ""
                        : " until " + Instant.ofEpochSecond(Math.ceilDiv(endMicros, 1_000_000L)))
                + (reason.isEmpty() ? "" : ": " + reason);
    }
}
