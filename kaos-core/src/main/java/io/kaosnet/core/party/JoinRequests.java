package io.kaosnet.core.party;

import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.UserPresence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sessions that ask a party's leader to let them in. Guarded by its party's monitor.
final class JoinRequests {
    /// The most that may wait; others are refused.
    private final int capacity;

    private final Map<UUID, Session> requests = new LinkedHashMap<>();

    JoinRequests(int capacity) {
        this.capacity = capacity;
    }

    /// @throws RealtimeException when the session asks already
    void requireNew(Session session) {
        dropClosed();
        if (requests.containsKey(session.id())) {
            throw RealtimeException.badInput("Already asked to join the party");
        }
    }

    /// @throws RealtimeException when too many ask
    void add(Session session) {
        if (requests.size() >= capacity) {
            throw RealtimeException.badInput("Too many requests to join the party");
        }
        requests.put(session.id(), session);
    }

    void remove(UUID sessionId) {
        requests.remove(sessionId);
    }

    void clear() {
        requests.clear();
    }

    @Nullable Session find(UserPresence target) {
        for (Session session : requests.values()) {
            if (PartyRoom.isSame(session, target)) {
                return session;
            }
        }
        return null;
    }

    /// Like `find`, among those whose sockets are still there.
    @Nullable Session findOpen(UserPresence target) {
        dropClosed();
        return find(target);
    }

    /// Those whose sockets are still there.
    List<Session> open() {
        dropClosed();
        return List.copyOf(requests.values());
    }

    private void dropClosed() {
        requests.values().removeIf(Session::isClosed);
    }
}
