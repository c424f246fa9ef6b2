package io.kaosnet.core.api;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who calls and from where. Immutable.
///
/// @param identity null for calls that carry the server key, the http key or nothing
public record Caller(@Nullable Identity identity, Origin origin) {

    public static final Caller SERVER = new Caller(null, Origin.SERVER);

    /// The calling user. Only for endpoints that require a session token.
    ///
    /// @throws ApiException `UNAUTHENTICATED` when there is none
    public UUID userId() {
        return user().userId();
    }

    /// @throws ApiException `UNAUTHENTICATED` when the call carries no session token
    public Identity user() {
        Identity identity = this.identity;
        if (identity == null) {
            throw ApiException.unauthenticated("Session token required");
        }
        return identity;
    }
}
