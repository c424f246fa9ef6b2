package io.kaosnet.core.social;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.notification.NotificationUpdate;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.api.NotificationList;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Notifications as game code sees them. Blocks; safe from any virtual thread.
public final class NotificationDoor implements io.kaosnet.runtime.Notifications {
    private static final int MAX_LIMIT = 100;

    private final Notifications notifications;

    public NotificationDoor(Notifications notifications) {
        this.notifications = notifications;
    }

    @Override
    public void send(List<Message> messages) {
        Calls.run(
                () -> {
                    List<Notice> notices = new ArrayList<>(messages.size());
                    for (Message message : messages) {
                        notices.add(notice(message));
                    }
                    notifications.send(notices);
                });
    }

    private static Notice notice(Message message) {
        if (message.code() < 1) {
            throw badCode(message.code());
        }
        return new Notice(
                UUID.randomUUID(),
                Calls.id("user id", message.userId()),
                message.subject(),
                message.content(),
                message.code(),
                Calls.idOrNull("sender id", message.senderId()),
                message.persistent(),
                message.expirySec() * 1000);
    }

    private static ApiException badCode(int code) {
        return ApiException.invalidArgument("code: " + code + " (expected: above 0)");
    }

    @Override
    public void sendToAll(String subject, String content, int code, boolean persistent) {
        Calls.run(
                () -> {
                    if (code < 1) {
                        throw badCode(code);
                    }
                    notifications.sendToAll(subject, content, code, null, persistent);
                });
    }

    @Override
    public NotificationList list(String userId, int limit, String cursor) {
        return Calls.get(
                () ->
                        notifications.list(
                                Calls.id("user id", userId),
                                Calls.within("limit", limit, 1, MAX_LIMIT),
                                cursor));
    }

    @Override
    public List<Notification> byIds(List<String> ids, String userId) {
        return Calls.get(
                () ->
                        notifications.get(
                                Calls.idOrNull("user id", userId),
                                Calls.ids("notification id", ids)));
    }

    @Override
    public void delete(List<String> ids, String userId) {
        Calls.run(
                () ->
                        notifications.delete(
                                Calls.idOrNull("user id", userId),
                                Calls.ids("notification id", ids)));
    }

    @Override
    public void update(List<Change> changes) {
        Calls.run(
                () -> {
                    List<NotificationUpdate> updates = new ArrayList<>(changes.size());
                    for (Change change : changes) {
                        String sender = change.senderId();
                        updates.add(
                                new NotificationUpdate(
                                        Calls.id("notification id", change.id()),
                                        change.subject(),
                                        change.content(),
                                        sender == null
                                                ? null
                                                : Calls.idOrNull("sender id", sender)));
                    }
                    notifications.update(updates);
                });
    }

    @Override
    public int setRead(String userId, List<String> ids, boolean read) {
        return Calls.get(
                () ->
                        notifications.setRead(
                                Calls.id("user id", userId),
                                Calls.ids("notification id", ids),
                                read));
    }

    @Override
    public int countUnread(String userId) {
        return Calls.get(() -> notifications.countUnread(Calls.id("user id", userId)));
    }
}
