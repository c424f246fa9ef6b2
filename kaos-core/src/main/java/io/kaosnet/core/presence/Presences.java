package io.kaosnet.core.presence;

import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The one registry of who is where. Safe from any thread; changes of one stream happen one after
/// the other, readers see immutable snapshots.
public final class Presences {
    private static final int MODE_COUNT = 256;
    private static final Presence[] NOBODY = {};

    private final String node;
    private final Map<StreamKey, Members> streams = new ConcurrentHashMap<>();
    private final Map<UUID, Set<StreamKey>> bySession = new ConcurrentHashMap<>();
    private final PresenceListener[] listeners = new PresenceListener[MODE_COUNT];

    /// Everybody on one stream. Writers hold its monitor; `all` is replaced, never changed.
    private static final class Members {
        volatile Presence[] all = NOBODY;
        boolean removed;
    }

    /// @param node this node's name, part of every presence
    public Presences(String node, Sessions sessions) {
        this.node = node;
        sessions.listen(
                new Sessions.Listener() {
                    @Override
                    public void onOpen(Session session) {
                        bySession.put(session.id(), new HashSet<>());
                    }

                    @Override
                    public void onClose(Session session) {
                        untrackAll(session);
                    }
                });
    }

    /// Sets who is told of presences of a mode. While the server is put together only.
    ///
    /// @throws IllegalStateException when the mode has one already
    public void listen(int mode, PresenceListener listener) {
        if (listeners[mode] != null) {
            throw new IllegalStateException("mode " + mode + " has a listener");
        }
        listeners[mode] = listener;
    }

    /// What became of a request to be on a stream.
    ///
    /// @param presence the presence now there; null when refused or when the session is gone
    /// @param isNew whether the session was not on the stream before
    /// @param members everybody on it now, hidden ones too
    public record Tracked(@Nullable Presence presence, boolean isNew, List<Presence> members) {}

    /// Puts the session on the stream, or changes its meta there.
    public Tracked track(Session session, StreamKey stream, PresenceMeta meta) {
        return track(session, stream, meta, _ -> true);
    }

    /// The same if the stream's members allow it; the test runs under the stream's lock, so two
    /// sessions cannot both take the last place.
    public Tracked track(
            Session session, StreamKey stream, PresenceMeta meta, Predicate<Presence[]> allowed) {
        while (true) {
            Members members = streams.computeIfAbsent(stream, _ -> new Members());
            synchronized (members) {
                if (members.removed) {
                    continue;
                }
                Presence[] before = members.all;
                int index = indexOf(before, session.id());
                if (index < 0 && !(allowed.test(before) && remember(session, stream))) {
                    drop(stream, members);
                    return new Tracked(null, false, List.of(before));
                }
                Presence added = new Presence(stream, session, meta, node);
                if (index < 0) {
                    members.all = with(before, added);
                    notify(stream, members, added, null, LeaveReason.NONE);
                    return new Tracked(added, true, List.of(members.all));
                }
                Presence old = before[index];
                Presence[] after = before.clone();
                after[index] = added;
                members.all = after;
                if (!old.meta().equals(meta)) {
                    notify(stream, members, added, old, LeaveReason.UPDATE);
                }
                return new Tracked(added, false, List.of(after));
            }
        }
    }

    /// Takes the session off the stream.
    ///
    /// @return the presence it had, or null
    public @Nullable Presence untrack(Session session, StreamKey stream) {
        return untrack(session, stream, LeaveReason.LEAVE);
    }

    public @Nullable Presence untrack(Session session, StreamKey stream, LeaveReason reason) {
        Set<StreamKey> mine = bySession.get(session.id());
        if (mine != null) {
            synchronized (mine) {
                mine.remove(stream);
            }
        }
        return remove(session.id(), stream, reason);
    }

    private @Nullable Presence remove(UUID sessionId, StreamKey stream, LeaveReason reason) {
        Members members = streams.get(stream);
        if (members == null) {
            return null;
        }
        synchronized (members) {
            Presence[] before = members.all;
            int index = indexOf(before, sessionId);
            if (index < 0) {
                return null;
            }
            Presence old = before[index];
            Presence[] after = new Presence[before.length - 1];
            System.arraycopy(before, 0, after, 0, index);
            System.arraycopy(before, index + 1, after, index, after.length - index);
            members.all = after;
            drop(stream, members);
            notify(stream, members, null, old, reason);
            return old;
        }
    }

    /// Takes everybody off the stream, each as a leave of its own.
    public void clear(StreamKey stream, LeaveReason reason) {
        for (Presence presence : list(stream)) {
            untrack(presence.session(), stream, reason);
        }
    }

    /// Takes the session off every stream but those of the given modes' complement: all streams for
    /// which the test holds.
    public void untrackIf(Session session, Predicate<StreamKey> test) {
        for (StreamKey stream : streamsOf(session)) {
            if (test.test(stream)) {
                untrack(session, stream);
            }
        }
    }

    private void untrackAll(Session session) {
        Set<StreamKey> mine = bySession.remove(session.id());
        if (mine == null) {
            return;
        }
        List<StreamKey> left;
        synchronized (mine) {
            left = List.copyOf(mine);
            mine.clear();
        }
        for (StreamKey stream : left) {
            remove(session.id(), stream, LeaveReason.DISCONNECT);
        }
    }

    /// Everybody on the stream, hidden ones too; a snapshot that must not be modified.
    @SuppressWarnings("EI_EXPOSE_REP")
    public Presence[] list(StreamKey stream) {
        Members members = streams.get(stream);
        return members == null ? NOBODY : members.all;
    }

    /// How many are on the stream, hidden ones too.
    public int count(StreamKey stream) {
        return list(stream).length;
    }

    public @Nullable Presence find(StreamKey stream, UUID sessionId) {
        Presence[] all = list(stream);
        int index = indexOf(all, sessionId);
        return index < 0 ? null : all[index];
    }

    /// The streams a session is on; a snapshot.
    public List<StreamKey> streamsOf(Session session) {
        Set<StreamKey> mine = bySession.get(session.id());
        if (mine == null) {
            return List.of();
        }
        synchronized (mine) {
            return List.copyOf(mine);
        }
    }

    /// Visits every stream of a mode with its members; for listings, not for hot paths.
    public void forEach(int mode, BiConsumer<StreamKey, Presence[]> visitor) {
        streams.forEach(
                (stream, members) -> {
                    if (stream.mode() == mode) {
                        visitor.accept(stream, members.all);
                    }
                });
    }

    /// Streams with anybody on them.
    public int streamCount() {
        return streams.size();
    }

    /// Presences on all streams; counts them one by one, for metrics.
    public int presenceCount() {
        int count = 0;
        for (Members members : streams.values()) {
            count += members.all.length;
        }
        return count;
    }

    /// Whether the session may still be put on streams; remembers the stream if so.
    private boolean remember(Session session, StreamKey stream) {
        Set<StreamKey> mine = bySession.get(session.id());
        if (mine == null) {
            return false;
        }
        synchronized (mine) {
            if (session.isClosed()) {
                return false;
            }
            mine.add(stream);
            return true;
        }
    }

    private void drop(StreamKey stream, Members members) {
        if (members.all.length == 0) {
            members.removed = true;
            streams.remove(stream, members);
        }
    }

    private void notify(
            StreamKey stream,
            Members members,
            @Nullable Presence joined,
            @Nullable Presence left,
            LeaveReason reason) {
        PresenceListener listener = listeners[stream.mode()];
        if (listener == null) {
            return;
        }
        List<Presence> joins = new ArrayList<>(1);
        if (joined != null && !joined.isHidden()) {
            joins.add(joined);
        }
        List<Presence> leaves = new ArrayList<>(1);
        if (left != null && !left.isHidden()) {
            leaves.add(left);
        }
        if (!joins.isEmpty() || !leaves.isEmpty()) {
            listener.onPresence(stream, joins, leaves, members.all, reason);
        }
    }

    private static int indexOf(Presence[] members, UUID sessionId) {
        for (int i = 0; i < members.length; i++) {
            if (members[i].sessionId().equals(sessionId)) {
                return i;
            }
        }
        return -1;
    }

    private static Presence[] with(Presence[] members, Presence added) {
        Presence[] all = java.util.Arrays.copyOf(members, members.length + 1);
        all[members.length] = added;
        return all;
    }
}
