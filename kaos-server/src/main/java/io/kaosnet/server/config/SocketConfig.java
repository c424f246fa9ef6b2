package io.kaosnet.server.config;

import io.kaosnet.core.limit.LimitsConfig;
import io.kaosnet.server.gateway.http.HttpConfig;
import io.kaosnet.server.gateway.ws.WsConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where and how the server takes calls and sockets of clients. Immutable.
///
/// @param host address to listen on
/// @param port of HTTP; gRPC has the one below; 0 for free ones
/// @param serverKey what clients log in with
/// @param httpKey what other servers call functions with
/// @param tls null for plain connections
public record SocketConfig(
        String host,
        int port,
        String serverKey,
        String httpKey,
        HttpConfig http,
        WsConfig webSocket,
        @Nullable Tls tls) {
    /// The server's certificate and its key, PEM files.
    public record Tls(Path certificate, Path privateKey) {}

    static SocketConfig of(Settings settings, LimitsConfig limits) {
        return new SocketConfig(
                settings.host("socket.address"),
                settings.port("socket.port"),
                settings.text("socket.server_key"),
                settings.text("runtime.http_key"),
                new HttpConfig(
                        settings.integer("socket.max_request_size_bytes", 1024, 1 << 30),
                        settings.whole("socket.read_timeout_ms", 1, 3_600_000),
                        settings.whole("socket.write_timeout_ms", 1, 3_600_000),
                        settings.whole("socket.idle_timeout_ms", 1, 3_600_000),
                        settings.integer("socket.proxy_count", 0, 100),
                        settings.pairs("socket.response_headers")),
                new WsConfig(
                        maxMessageBytes(settings),
                        maxPendingBytes(settings),
                        settings.whole("socket.ping_period_ms", 1, 3_600_000),
                        settings.whole("socket.pong_wait_ms", 2, 3_600_000),
                        settings.whole("socket.close_ack_wait_ms", 0, 60_000),
                        limits.enabled() ? limits.socket() : null),
                tls(settings));
    }

    static int maxMessageBytes(Settings settings) {
        return settings.integer("socket.max_message_size_bytes", 128, 1 << 24);
    }

    static long maxPendingBytes(Settings settings) {
        return settings.whole("socket.max_pending_bytes", 4096, 1L << 32);
    }

    private static @Nullable Tls tls(Settings settings) {
        String certificate = settings.text("socket.ssl_certificate");
        String key = settings.text("socket.ssl_private_key");
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new ConfigException(
                    "socket.ssl_certificate and socket.ssl_private_key go together");
        }
        return certificate.isEmpty() ? null : new Tls(Path.of(certificate), Path.of(key));
    }

    @Override
    public String toString() {
        return "SocketConfig[host=" + host + ", port=" + port + ", keys=***]";
    }
}
