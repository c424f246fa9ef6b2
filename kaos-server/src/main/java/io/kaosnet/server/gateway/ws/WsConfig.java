package io.kaosnet.server.gateway.ws;

import io.kaosnet.core.limit.Rate;
import org.jspecify.annotations.Nullable;

/// Rules of WebSocket connections. Immutable.
///
/// @param maxMessageBytes largest inbound message; a larger one closes with 1009
/// @param maxPendingBytes what may wait for a client that reads slowly; more closes it
/// @param pingPeriodMs between two pings of the server
/// @param pongWaitMs silence after which a connection is closed; above `pingPeriodMs`
/// @param closeAckWaitMs how long a closed connection waits for the client's close frame
/// @param limit of inbound messages; null for none
public record WsConfig(
        int maxMessageBytes,
        long maxPendingBytes,
        long pingPeriodMs,
        long pongWaitMs,
        long closeAckWaitMs,
        @Nullable Rate limit) {
    public WsConfig {
        require(maxMessageBytes > 0, "socket.max_message_size_bytes", maxMessageBytes, "above 0");
        require(maxPendingBytes > 0, "socket.max_pending_bytes", maxPendingBytes, "above 0");
        require(pingPeriodMs > 0, "socket.ping_period_ms", pingPeriodMs, "above 0");
        require(
                pongWaitMs > pingPeriodMs,
                "socket.pong_wait_ms",
                pongWaitMs,
                "above socket.ping_period_ms");
        require(closeAckWaitMs >= 0, "socket.close_ack_wait_ms", closeAckWaitMs, "at least 0");
    }

    private static void require(boolean holds, String key, long value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    key + ": " + value + " (expected: " + expected + ")");
        }
    }
}
