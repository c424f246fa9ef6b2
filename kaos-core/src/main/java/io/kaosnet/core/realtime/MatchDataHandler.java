package io.kaosnet.core.realtime;

import io.kaosnet.core.session.Session;

/// Takes match data that is meant for everybody in the match, without an envelope around it.
@FunctionalInterface
public interface MatchDataHandler {
    /// Called on the session's lane; must not block.
    ///
    /// @param data the payload; the handler's to keep
    /// @throws RealtimeException for an error envelope
    void onMatchData(Session session, String matchId, long opCode, byte[] data, boolean isReliable);
}
