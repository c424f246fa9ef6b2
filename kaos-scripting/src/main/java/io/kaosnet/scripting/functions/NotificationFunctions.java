package io.kaosnet.scripting.functions;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.notification.NotificationUpdate;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.api.NotificationList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Notifications.
public final class NotificationFunctions {
    /// The end of the year 9999.

    private NotificationFunctions() {}

    public static void bind(ScriptFunctions functions, Notifications notifications) {
        ScriptFunctions.Area area = functions.area("Notifications");
        area.addBlocking(
                "notification_send",
                "userId:string, subject:string, content:table, code:int, sender:string?,"
                        + " persistent:bool?=false, expiry:int?=0",
                "",
                "Notifies a user: on open sockets, and later too when persistent, until the"
                        + " expiry (seconds since 1970; 0 for never).",
                (_, args) -> {
                    notifications.send(
                            List.of(
                                    notice(
                                            Results.uuid(args, 0),
                                            args.text(1),
                                            Results.jsonObject(args, 2),
                                            args.smallInteger(3),
                                            Results.uuidOrNull(args, 4),
                                            args.flag(5),
                                            args.integer(6))));
                    return null;
                });
        area.addBlocking(
                "notifications_send",
                "notifications:table",
                "",
                "The same for a list of `{user_id, subject, content, code, sender_id, persistent,"
                        + " expiry}`.",
                (_, args) -> {
                    List<Notice> notices = new ArrayList<>();
                    for (Map<?, ?> one : ScriptTables.tables("notifications", args.list(0))) {
                        notices.add(notice(one));
                    }
                    notifications.send(notices);
                    return null;
                });
        area.addBlocking(
                "notification_send_all",
                "subject:string, content:table, code:int, persistent:bool?=false",
                "",
                "Notifies everybody.",
                (_, args) -> {
                    notifications.sendToAll(
                            args.text(0),
                            Results.jsonObject(args, 1),
                            code(args.smallInteger(2)),
                            null,
                            args.flag(3));
                    return null;
                });
        kept(area, notifications);
    }

    private static void kept(ScriptFunctions.Area area, Notifications notifications) {
        area.addBlocking(
                "notifications_list",
                "userId:string, limit:int?=100, cursor:string?",
                "notifications, cursor",
                "A page of what is kept for a user, oldest first, each with whether it is `read`.",
                (_, args) -> {
                    NotificationList page =
                            notifications.list(
                                    Results.uuid(args, 0),
                                    Results.limit(args, 1, 1000),
                                    args.text(2));
                    return Values.of(
                            withRead(notifications, page.getNotificationsList()),
                            page.getCacheableCursor());
                });
        area.addBlocking(
                "notifications_get_id",
                "ids:table, userId:string?",
                "table",
                "Kept notifications by their ids.",
                (_, args) ->
                        withRead(
                                notifications,
                                notifications.get(
                                        Results.uuidOrNull(args, 1),
                                        Results.uuids(args, 0, "ids"))));
        area.addBlocking(
                "notifications_mark_read",
                "userId:string, ids:table, read:bool?=true",
                "count",
                "Marks a user's kept notifications read, or unread again. Returns how many there"
                        + " are.",
                (_, args) ->
                        (long)
                                notifications.setRead(
                                        Results.uuid(args, 0),
                                        Results.uuids(args, 1, "ids"),
                                        args.flag(2)));
        area.addBlocking(
                "notifications_count_unread",
                "userId:string",
                "count",
                "How many of a user's kept notifications are not marked read.",
                (_, args) -> (long) notifications.countUnread(Results.uuid(args, 0)));
        area.addBlocking(
                "notifications_delete",
                "notifications:table",
                "",
                "Deletes a list of `{notification_id, user_id}`.",
                (_, args) -> {
                    for (Map<?, ?> one : ScriptTables.tables("notifications", args.list(0))) {
                        notifications.delete(
                                Results.uuid("user_id", ScriptTables.requiredText(one, "user_id")),
                                List.of(id(one)));
                    }
                    return null;
                });
        area.addBlocking(
                "notifications_delete_id",
                "ids:table, userId:string?",
                "",
                "Deletes kept notifications by their ids.",
                (_, args) -> {
                    notifications.delete(
                            Results.uuidOrNull(args, 1), Results.uuids(args, 0, "ids"));
                    return null;
                });
        area.addBlocking(
                "notifications_update",
                "updates:table",
                "",
                "Changes kept notifications: a list of `{notification_id, subject, content, sender}`.",
                (_, args) -> {
                    List<NotificationUpdate> updates = new ArrayList<>();
                    for (Map<?, ?> one : ScriptTables.tables("updates", args.list(0))) {
                        String subject = ScriptTables.text(one, "subject");
                        Object content = one.get("content");
                        String sender = ScriptTables.text(one, "sender");
                        updates.add(
                                new NotificationUpdate(
                                        id(one),
                                        subject.isEmpty() ? null : subject,
                                        content == null ? null : Results.jsonObject(content),
                                        sender.isEmpty() ? null : Results.uuid("sender", sender)));
                    }
                    notifications.update(updates);
                    return null;
                });
    }

    private static UUID id(Map<?, ?> table) {
        String id = ScriptTables.text(table, "notification_id");
        return Results.uuid("id", id.isEmpty() ? ScriptTables.requiredText(table, "id") : id);
    }

    private static Notice notice(Map<?, ?> table) {
        String sender = ScriptTables.text(table, "sender_id");
        if (sender.isEmpty()) {
            sender = ScriptTables.text(table, "sender");
        }
        return notice(
                Results.uuid("user_id", ScriptTables.requiredText(table, "user_id")),
                ScriptTables.requiredText(table, "subject"),
                Results.jsonObject(table.get("content")),
                (int) ScriptTables.integer(table, "code", 0),
                sender.isEmpty() ? null : Results.uuid("sender_id", sender),
                ScriptTables.flag(table, "persistent", false),
                ScriptTables.integer(table, "expiry", 0));
    }

    /// Codes below zero are the server's.
    private static int code(int code) {
        if (code < 1) {
            throw new ScriptException("code: " + code + " (expected: above 0)");
        }
        return code;
    }

    private static List<Object> withRead(Notifications notifications, List<Notification> kept) {
        Set<UUID> read =
                notifications.read(kept.stream().map(one -> UUID.fromString(one.getId())).toList());
        List<Object> tables = new ArrayList<>(kept.size());
        for (Notification one : kept) {
            Map<Object, @Nullable Object> table = Results.table(one);
            table.put("read", read.contains(UUID.fromString(one.getId())));
            tables.add(table);
        }
        return tables;
    }

    private static Notice notice(
            UUID userId,
            String subject,
            String content,
            int code,
            @Nullable UUID sender,
            boolean isPersistent,
            long expirySec) {
        if (expirySec < 0 || expirySec > Clock.MAX_SEC) {
            throw new ScriptException("expiry: " + expirySec + " (expected: 0 or a time)");
        }
        return new Notice(
                UUID.randomUUID(),
                userId,
                subject,
                content,
                code(code),
                sender,
                isPersistent,
                expirySec * 1000);
    }
}
