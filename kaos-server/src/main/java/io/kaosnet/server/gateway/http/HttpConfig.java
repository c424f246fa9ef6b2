package io.kaosnet.server.gateway.http;

import java.util.List;
import java.util.Map;

/// Rules of HTTP connections. Immutable.
///
/// @param maxRequestBytes largest body, as sent (before decompression)
/// @param readTimeoutMs from a request's first byte to its last
/// @param writeTimeoutMs how long a client may take nothing of an answer
/// @param idleTimeoutMs a connection without a request is closed after this
/// @param proxyCount proxies in front whose `X-Forwarded-For` entries are believed
/// @param responseHeaders added to every answer
public record HttpConfig(
        int maxRequestBytes,
        long readTimeoutMs,
        long writeTimeoutMs,
        long idleTimeoutMs,
        int proxyCount,
        List<Map.Entry<String, String>> responseHeaders) {
    public HttpConfig {
        require(maxRequestBytes > 0, "socket.max_request_size_bytes", maxRequestBytes);
        require(readTimeoutMs > 0, "socket.read_timeout_ms", readTimeoutMs);
        require(writeTimeoutMs > 0, "socket.write_timeout_ms", writeTimeoutMs);
        require(idleTimeoutMs > 0, "socket.idle_timeout_ms", idleTimeoutMs);
        if (proxyCount < 0) {
            throw new IllegalArgumentException(
                    "socket.proxy_count: " + proxyCount + " (expected: at least 0)");
        }
        responseHeaders = List.copyOf(responseHeaders);
    }

    private static void require(boolean holds, String key, long value) {
        if (!holds) {
            throw new IllegalArgumentException(key + ": " + value + " (expected: above 0)");
        }
    }
}
