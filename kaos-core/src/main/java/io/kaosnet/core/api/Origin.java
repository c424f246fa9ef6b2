package io.kaosnet.core.api;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a call came from. Immutable.
///
/// @param clientIp textual address, after the configured number of proxies; empty when unknown
/// @param clientPort 0 when unknown
/// @param lang the language a socket was opened with; `en` for other calls
/// @param sessionId the socket's session; null for REST and gRPC
/// @param headers request headers by lower-case name; of a socket only `host`
/// @param queryParams of an RPC over REST; empty otherwise
public record Origin(
        String clientIp,
        int clientPort,
        String lang,
        @Nullable UUID sessionId,
        Map<String, List<String>> headers,
        Map<String, List<String>> queryParams) {

    /// A call that the server makes itself.
    public static final Origin SERVER = new Origin("", 0, "en", null, Map.of(), Map.of());

    public static Origin of(String clientIp, int clientPort) {
        return new Origin(clientIp, clientPort, "en", null, Map.of(), Map.of());
    }
}
