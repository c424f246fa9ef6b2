package io.kaosnet.core.api;

/// Turns session tokens into identities. Safe from any thread, never blocks.
@FunctionalInterface
public interface Authenticator {
    /// @throws ApiException `UNAUTHENTICATED` for a token that is malformed, forged, expired or
    ///     revoked
    Identity verify(String sessionToken);
}
