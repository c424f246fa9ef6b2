package io.kaosnet.rudp;

/// What an application hears about its connections. Called by the agent; must not block.
public interface ConnectionListener {
    /// The peer is authenticated and reachable.
    default void onConnected(Connection connection) {}

    /// A message arrived. The bytes are only good during the call.
    ///
    /// @return false when the message cannot be taken now; a reliable one is offered again, an
    ///     unreliable one is lost
    boolean onMessage(Connection connection, int channel, byte[] buffer, int offset, int length);

    /// The connection is over. Called once for every [#onConnected], and for a client that never
    /// got that far.
    default void onClosed(Connection connection, CloseReason reason) {}
}
