package io.kaosnet.core.realtime;

import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import org.jspecify.annotations.Nullable;

/// Answers one kind of realtime request.
@FunctionalInterface
public interface RealtimeHandler {
    /// The answer without its cid: an empty envelope for a plain success, null for requests that
    /// are not answered. Runs on the session's lane, or on a virtual thread if registered as
    /// blocking.
    ///
    /// @throws RealtimeException for an error envelope
    @Nullable Envelope handle(Session session, Envelope request);
}
