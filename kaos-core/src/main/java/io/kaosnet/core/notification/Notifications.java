package io.kaosnet.core.notification;

import com.google.protobuf.Empty;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import io.kaosnet.core.notification.NotificationStore.Kept;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.DeleteNotificationsRequest;
import io.kaosnet.protocol.api.ListNotificationsRequest;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.api.NotificationList;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Notifications: sent, kept, listed, deleted. Safe from any virtual thread; what touches kept
/// ones blocks.
public final class Notifications {
    private static final int MAX_LIMIT = 100;
    private static final int USERS_PER_TRANSACTION = 500;
    private static final int SWEPT_AT_ONCE = 1000;

    private final NotificationStore store;
    private final Sessions sessions;
    private final Presences presences;
    private final Clock clock;
    private final LongAdder sentCount = new LongAdder();

    public Notifications(Database database, Sessions sessions, Presences presences, Clock clock) {
        this.store = new NotificationStore(database);
        this.sessions = sessions;
        this.presences = presences;
        this.clock = clock;
    }

    /// Binds the calls, and puts every session on its user's stream of notifications.
    public void bind(Endpoints.Builder endpoints) {
        endpoints.bind(
                "ListNotifications", ListNotificationsRequest.getDefaultInstance(), this::onList);
        endpoints.bind(
                "DeleteNotifications",
                DeleteNotificationsRequest.getDefaultInstance(),
                this::onDelete);
        sessions.listen(
                new Sessions.Listener() {
                    @Override
                    public void onOpen(Session session) {
                        presences.track(session, streamOf(session.userId()), PresenceMeta.HIDDEN);
                    }

                    @Override
                    public void onClose(Session session) {
                        // Presences takes the session off its streams.
                    }
                });
    }

    private static StreamKey streamOf(UUID userId) {
        return StreamKey.of(StreamMode.NOTIFICATIONS, userId);
    }

    /// Keeps what is persistent, all or none, then pushes all to open sockets.
    ///
    /// @throws ApiException `NOT_FOUND` when a user of a persistent one is not there
    public void send(List<Notice> notices) {
        List<Notice> kept = notices.stream().filter(Notice::isPersistent).toList();
        if (!kept.isEmpty()) {
            store.insert(kept, nowMicros());
        }
        push(notices);
    }

    /// Keeps the persistent ones as part of the caller's transaction, which pushes them once it is
    /// durable.
    public void store(Tx tx, List<Notice> notices) {
        List<Notice> kept = notices.stream().filter(Notice::isPersistent).toList();
        NotificationStore.insert(tx, kept, nowMicros());
    }

    /// Pushes to the open sockets of the users; never blocks.
    public void push(List<Notice> notices) {
        Map<UUID, List<Notice>> byUser = new LinkedHashMap<>();
        for (Notice notice : notices) {
            byUser.computeIfAbsent(notice.userId(), _ -> new ArrayList<>(1)).add(notice);
        }
        sentCount.add(notices.size());
        byUser.forEach(
                (user, ofUser) ->
                        Fanout.send(presences.list(streamOf(user)), envelope(ofUser), true));
    }

    private Envelope envelope(List<Notice> notices) {
        var message = io.kaosnet.protocol.realtime.Notifications.newBuilder();
        for (Notice notice : notices) {
            message.addNotifications(notice.toProto(clock.nowMs()));
        }
        return Envelope.newBuilder().setNotifications(message).build();
    }

    /// Sends to every user there is: kept for each if persistent, pushed to every open socket.
    /// Takes as long as there are users; each transaction holds a few hundred of them.
    public void sendToAll(
            String subject, String content, int code, @Nullable UUID senderId, boolean keep) {
        Notice model =
                new Notice(
                        UUID.randomUUID(),
                        Notice.SYSTEM,
                        subject,
                        content,
                        code,
                        senderId,
                        keep,
                        0);
        UUID after = keep ? Notice.SYSTEM : null;
        while (after != null) {
            after = store.insertForNext(after, model, USERS_PER_TRANSACTION, nowMicros());
        }
        sentCount.increment();
        Fanout.send(sessions.all(), envelope(List.of(model)), true);
    }

    /// A page of what is kept for the user, oldest first.
    ///
    /// @param cursor of the last page; empty to begin. The answer always has one, to ask with
    ///     later for what is new.
    public NotificationList list(UUID userId, int limit, String cursor) {
        String listing = "notifications/" + userId;
        long afterMicros = 0;
        UUID afterId = Notice.SYSTEM;
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            afterMicros = reader.number();
            afterId = reader.id();
        }
        List<Kept> found = store.list(userId, afterMicros, afterId, limit, nowMicros());
        NotificationList.Builder page = NotificationList.newBuilder();
        for (Kept kept : found) {
            page.addNotifications(kept.notification());
            afterMicros = kept.createMicros();
            afterId = kept.id();
        }
        return page.setCacheableCursor(
                        new Cursor.Writer(listing).number(afterMicros).id(afterId).toString())
                .build();
    }

    /// The notifications that are there, oldest first, of the user or of whomever.
    public List<Notification> get(@Nullable UUID userId, Collection<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : store.get(userId, ids).stream().map(Kept::notification).toList();
    }

    /// Deletes the user's, or with a null user whosever they are. What is not there is no error.
    public void delete(@Nullable UUID userId, Collection<UUID> ids) {
        if (!ids.isEmpty()) {
            store.delete(userId, ids);
        }
    }

    /// Changes kept notifications, all or none.
    public void update(List<NotificationUpdate> updates) {
        if (!updates.isEmpty()) {
            store.update(updates);
        }
    }

    /// Marks the user's notifications read, or unread again.
    ///
    /// @return how many of them there are
    public int setRead(UUID userId, Collection<UUID> ids, boolean isRead) {
        return ids.isEmpty() ? 0 : store.setRead(userId, ids, isRead ? nowMicros() : 0);
    }

    /// Those of these that are marked read.
    public Set<UUID> read(Collection<UUID> ids) {
        return ids.isEmpty() ? Set.of() : store.read(ids);
    }

    public int countUnread(UUID userId) {
        return store.countUnread(userId, nowMicros());
    }

    /// Deletes what has expired.
    ///
    /// @return how many there were
    public int sweep() {
        int count = 0;
        int swept;
        do {
            swept = store.sweep(nowMicros(), SWEPT_AT_ONCE);
            count += swept;
        } while (swept == SWEPT_AT_ONCE);
        return count;
    }

    /// Notices pushed so far, whether or not anybody was there.
    public long sentCount() {
        return sentCount.sum();
    }

    private NotificationList onList(Caller caller, ListNotificationsRequest request) {
        int limit =
                Arguments.limit(
                        request.hasLimit() ? request.getLimit() : null, MAX_LIMIT, MAX_LIMIT);
        return list(caller.userId(), limit, request.getCacheableCursor());
    }

    private Empty onDelete(Caller caller, DeleteNotificationsRequest request) {
        delete(caller.userId(), Arguments.uuids("ids", request.getIdsList()));
        return Empty.getDefaultInstance();
    }

    private long nowMicros() {
        return clock.nowMs() * 1000;
    }
}
