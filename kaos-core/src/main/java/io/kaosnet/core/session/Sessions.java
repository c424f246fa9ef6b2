package io.kaosnet.core.session;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Every open session of this node. Safe from any thread.
public final class Sessions {
    private final Map<UUID, Session> byId = new ConcurrentHashMap<>();
    private final Map<UUID, List<Session>> byUser = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /// Told of sessions that come and go; called on the session's lane, must not block.
    public interface Listener {
        void onOpen(Session session);

        void onClose(Session session);
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /// Adds a session whose connection is ready to be written to. Called by its gateway, on its
    /// lane.
    public void open(Session session) {
        byId.put(session.id(), session);
        byUser.compute(
                session.userId(),
                (_, sessions) -> sessions == null ? List.of(session) : with(sessions, session));
        for (Listener listener : listeners) {
            listener.onOpen(session);
        }
    }

    /// Removes a session whose connection is gone. Called by its gateway, on its lane.
    public void close(Session session) {
        if (byId.remove(session.id()) == null) {
            return;
        }
        session.markClosed();
        byUser.computeIfPresent(session.userId(), (_, sessions) -> without(sessions, session));
        for (int i = listeners.size() - 1; i >= 0; i--) {
            listeners.get(i).onClose(session);
        }
    }

    public @Nullable Session find(UUID sessionId) {
        return byId.get(sessionId);
    }

    /// The user's open sessions, oldest first; a snapshot.
    public List<Session> ofUser(UUID userId) {
        return byUser.getOrDefault(userId, List.of());
    }

    public int count() {
        return byId.size();
    }

    /// A live view.
    public Collection<Session> all() {
        return byId.values();
    }

    /// Closes every connection of the user.
    public void disconnect(UUID userId, CloseReason reason) {
        for (Session session : ofUser(userId)) {
            session.close(reason);
        }
    }

    private static List<Session> with(List<Session> sessions, Session added) {
        var all = new java.util.ArrayList<>(sessions);
        all.add(added);
        return List.copyOf(all);
    }

    private static @Nullable List<Session> without(List<Session> sessions, Session removed) {
        List<Session> rest = sessions.stream().filter(session -> session != removed).toList();
        return rest.isEmpty() ? null : rest;
    }
}
