package io.kaosnet.core.api;

import java.util.Map;
import java.util.UUID;

/// Who a session token says its bearer is. Immutable.
///
/// @param tokenId shared by a session token and its refresh token; what a logout revokes
/// @param vars the session variables, empty when there are none
/// @param issuedAtSec first issue of this token id, seconds since 1970
/// @param expirySec end of the token's life, seconds since 1970
public record Identity(
        UUID userId,
        String username,
        Map<String, String> vars,
        String tokenId,
        long issuedAtSec,
        long expirySec) {}
