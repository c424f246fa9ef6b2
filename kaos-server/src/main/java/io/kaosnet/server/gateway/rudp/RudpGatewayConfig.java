package io.kaosnet.server.gateway.rudp;

import io.kaosnet.rudp.io.DatagramBackend;
import java.util.List;

/// Settings of the rUDP gateway. Immutable.
///
/// @param secret seals connect tokens, the same on all nodes; empty: generated at start
/// @param publicEndpoints `host:port` that clients are told; empty: the host of their request
/// @param backend which sockets
/// @param socketBufferBytes wished kernel buffers
/// @param tokenLifetimeMs how long a token can be used to connect
/// @param idleTimeoutMs silence that ends a connection
/// @param maxMessageBytes largest message of a client
/// @param maxConnections most connections
/// @param maxPendingBytes what may wait for one slow client, per channel, besides a
///     megabyte that is on its way
public record RudpGatewayConfig(
        String secret,
        List<String> publicEndpoints,
        DatagramBackend backend,
        int socketBufferBytes,
        long tokenLifetimeMs,
        int idleTimeoutMs,
        int maxMessageBytes,
        int maxConnections,
        int maxPendingBytes) {

    public RudpGatewayConfig {
        publicEndpoints = List.copyOf(publicEndpoints);
        if (publicEndpoints.size() > 8) {
            throw new IllegalArgumentException(
                    "rudp.public_endpoints: " + publicEndpoints.size() + " (expected: 0..8)");
        }
    }

    @Override
    public String toString() {
        return "RudpGatewayConfig[secret=***, backend=" + backend + "]";
    }
}
