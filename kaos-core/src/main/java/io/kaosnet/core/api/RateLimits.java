package io.kaosnet.core.api;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Admission of calls. Safe from any thread; called for every call, so it must cost next to
/// nothing.
public interface RateLimits {
    /// Nanoseconds until the call would be admitted; 0 when it is admitted now.
    ///
    /// @param userId null before authentication
    long admit(String operation, @Nullable UUID userId, String clientIp, long nowNs);

    RateLimits NONE = (operation, userId, clientIp, nowNs) -> 0;
}
