package io.kaosnet.client;

import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchData;

/// What a game hears in realtime. Called by the thread that polls the socket.
public interface SocketListener {
    /// The session is open.
    ///
    /// @param transport `rudp` or `websocket`
    default void onOpen(String transport) {}

    /// Data of a match.
    default void onMatchData(MatchData data) {}

    /// Anything else that was not an answer to a request.
    default void onEnvelope(Envelope envelope) {}

    /// An attempt to open the session failed; the socket tries again, or by the other transport, by
    /// itself until it is closed.
    ///
    /// @param reason what failed: no way to the server, a token that it refuses
    default void onConnectFailed(String reason) {}

    /// The session ended.
    ///
    /// @param willReconnect whether the socket tries again by itself; matches have to be joined
    /// again
    default void onClose(String reason, boolean willReconnect) {}
}
