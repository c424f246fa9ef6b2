package io.kaosnet.core.match;

import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.realtime.UserPresence;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import org.jspecify.annotations.Nullable;

/// A player's place in a match: who the match thinks it is, and the session behind it at the
/// moment. Owned by the match's lane, but for [#offer].
///
/// A player that drops and returns in time has a new session in the old seat; the match and the
/// other players keep seeing the first one's ids.
final class Seat {
    final HostedMatch match;
    final MatchPresence presence;
    final UserPresence proto;

    /// Null while the seat is held for a dropped player, and once it is left.
    volatile @Nullable Session session;

    /// The session that sat here last: what a client that comes back another time knows itself by.
    String lastSessionId;

    private @Nullable MatchDataEncoder encoder;
    @Nullable ReplayRing missed;
    long heldUntilNs;

    Seat(HostedMatch match, MatchPresence presence, @Nullable Session session) {
        this.match = match;
        this.presence = presence;
        this.session = session;
        this.lastSessionId = presence.sessionId();
        this.proto =
                UserPresence.newBuilder()
                        .setUserId(presence.userId())
                        .setSessionId(presence.sessionId())
                        .setUsername(presence.username())
                        .build();
    }

    /// Writes match data that the match sends in this player's name.
    MatchDataEncoder encoder() {
        MatchDataEncoder made = encoder;
        if (made == null) {
            made = new MatchDataEncoder(match.idText(), proto);
            encoder = made;
        }
        return made;
    }

    boolean isHeld() {
        return missed != null;
    }

    /// Queues what the player's session sent. Only on that session's lane. Hot.
    ///
    /// @return whether the session still sits here
    boolean offer(Session from, long opCode, byte[] data, boolean reliable, long nowMs) {
        if (session != from) {
            return false;
        }
        match.offerInput(new MatchMessage(presence, opCode, data, reliable, nowMs));
        return true;
    }
}
