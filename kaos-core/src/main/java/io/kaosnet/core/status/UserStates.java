package io.kaosnet.core.status;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Who is online, away, busy or in a game, on top of statuses. Safe from any thread.
public final class UserStates {
    private final Presences presences;
    private final Sessions sessions;

    public UserStates(Presences presences, Sessions sessions) {
        this.presences = presences;
        this.sessions = sessions;
    }

    /// What a user is doing now: offline without a status on any socket, in a game on a socket that
    /// is in a match and says nothing else.
    public UserState of(UUID userId) {
        UserState state = UserState.offline(userId);
        for (Presence presence : presences.list(Status.streamOf(userId))) {
            if (!presence.isHidden() && presence.userId().equals(userId)) {
                UserState one =
                        UserState.parse(
                                userId, presence.meta().status(), isPlaying(presence.session()));
                if (one.kind().compareTo(state.kind()) > 0) {
                    state = one;
                }
            }
        }
        return state;
    }

    private boolean isPlaying(Session session) {
        for (StreamKey stream : presences.streamsOf(session)) {
            if (stream.mode() == StreamMode.MATCH_RELAYED
                    || stream.mode() == StreamMode.MATCH_AUTHORITATIVE) {
                return true;
            }
        }
        return false;
    }

    /// Sets the status of all sockets of a user; who follows is told. Offline hides the user.
    ///
    /// @return whether there was any socket
    /// @throws ApiException `INVALID_ARGUMENT` for more than 2048 bytes in all
    public boolean set(UserState state) {
        String status = state.status();
        int lengthBytes = status.getBytes(StandardCharsets.UTF_8).length;
        if (lengthBytes > Status.MAX_STATUS_BYTES) {
            throw ApiException.invalidArgument(
                    "status: " + lengthBytes + " bytes (expected: at most 2048)");
        }
        PresenceMeta meta =
                state.kind() == UserState.Kind.OFFLINE
                        ? PresenceMeta.HIDDEN
                        : PresenceMeta.status(status);
        boolean isThere = false;
        for (Session session : sessions.ofUser(state.userId())) {
            presences.track(session, Status.streamOf(state.userId()), meta);
            isThere = true;
        }
        return isThere;
    }
}
