package io.kaosnet.core.module;

import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import java.util.ArrayList;
import java.util.List;

/// Sessions as game code sees them. Safe from any thread.
final class SessionDoor implements io.kaosnet.runtime.Sessions {
    private final Sessions sessions;

    SessionDoor(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public List<String> ofUser(String userId) {
        List<String> ids = new ArrayList<>();
        for (Session session : sessions.ofUser(DoorCalls.uuid("user id", userId))) {
            ids.add(session.id().toString());
        }
        return ids;
    }

    @Override
    public boolean disconnect(String sessionId) {
        Session session = sessions.find(DoorCalls.uuid("session id", sessionId));
        if (session == null) {
            return false;
        }
        session.close(CloseReason.KICKED);
        return true;
    }

    @Override
    public int count() {
        return sessions.count();
    }
}
