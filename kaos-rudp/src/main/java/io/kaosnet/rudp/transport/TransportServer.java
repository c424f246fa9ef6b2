package io.kaosnet.rudp.transport;

import java.io.IOException;

/// The server's end of many transports: reliable UDP, WebSocket.
///
/// One without threads of its own is owned by the agent that calls [#doWork]; one with threads is
/// safe from any thread.
public interface TransportServer extends AutoCloseable {
    /// Receives, runs timers, sends. Returns how much was done; 0 means idle, as always for a
    /// server that has threads of its own.
    default int doWork(long nowNs) {
        return 0;
    }

    /// Open peers.
    int connectionCount();

    @Override
    void close() throws IOException;
}
