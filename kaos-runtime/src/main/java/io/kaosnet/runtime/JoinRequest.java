package io.kaosnet.runtime;

import java.util.Map;

/// A player that wants to join. Immutable.
///
/// @param metadata what the client sent with its join
/// @param vars its session variables
/// @param sessionExpirySec end of its session token's life, seconds since 1970
public record JoinRequest(
        MatchPresence presence,
        Map<String, String> metadata,
        Map<String, String> vars,
        long sessionExpirySec,
        String clientIp,
        int clientPort) {}
