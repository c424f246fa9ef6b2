package io.kaosnet.rudp.transport;

import java.io.IOException;

/// The client's end of a transport. Owned by the thread that polls it.
public interface ClientTransport extends Transport, AutoCloseable {
    /// Where it is on its way.
    enum State {
        /// Not open yet.
        CONNECTING,
        /// Messages travel.
        OPEN,
        /// Over; [ClientTransport#closeText] says why.
        CLOSED
    }

    /// Receives, runs timers, sends. Call it in a loop, or once per frame.
    ///
    /// @return how much was done; 0 means idle
    int poll(long nowNs);

    State state();

    /// Why it is over; empty while it is not.
    String closeText();

    /// What it is: `rudp`, `websocket`, `multicast`, `ipc`.
    String name();

    @Override
    default boolean isOpen() {
        return state() == State.OPEN;
    }

    @Override
    void close() throws IOException;
}
