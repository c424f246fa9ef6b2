package io.kaosnet.server.config;

import io.kaosnet.rudp.io.DatagramBackend;
import io.kaosnet.server.gateway.rudp.RudpGatewayConfig;

/// Where and how the server takes reliable UDP. Immutable.
///
/// @param port 0 for a free one
public record RudpConfig(boolean isEnabled, String host, int port, RudpGatewayConfig gateway) {
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    /// A queue holds 64 MiB at most, and a mebibyte of it is for what is on its way.
    private static final long MAX_PENDING_BYTES = 63 << 20;

    static RudpConfig of(Settings settings, SocketConfig sockets) {
        int port = settings.port("rudp.port");
        return new RudpConfig(
                settings.flag("rudp.enabled"),
                sockets.host(),
                // With free ports for everything else, this one is free too.
                sockets.port() == 0 ? 0 : port,
                new RudpGatewayConfig(
                        settings.text("rudp.secret"),
                        settings.list("rudp.public_endpoints"),
                        backend(settings.text("rudp.backend")),
                        SOCKET_BUFFER_BYTES,
                        settings.whole("rudp.token_lifetime_ms", 1_000, 600_000),
                        settings.integer("rudp.idle_timeout_ms", 2_000, 60_000),
                        SocketConfig.maxMessageBytes(settings),
                        settings.integer("rudp.max_connections", 1, 1 << 20),
                        (int) Math.min(MAX_PENDING_BYTES, SocketConfig.maxPendingBytes(settings))));
    }

    private static DatagramBackend backend(String name) {
        for (DatagramBackend backend : DatagramBackend.values()) {
            if (backend.name().equalsIgnoreCase(name)) {
                return backend;
            }
        }
        throw new ConfigException("rudp.backend: " + name + " (expected: auto, nio, mmsg or gso)");
    }
}
