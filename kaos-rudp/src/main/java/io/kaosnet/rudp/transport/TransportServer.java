package io.kaosnet.rudp.transport;

import java.io.IOException;

/// The server's end of many transports. Owned by the agent that calls [#doWork].
public interface TransportServer extends AutoCloseable {
    /// Receives, runs timers, sends. Returns how much was done; 0 means idle.
    int doWork(long nowNs);

    /// Open peers.
    int connectionCount();

    @Override
    void close() throws IOException;
}
