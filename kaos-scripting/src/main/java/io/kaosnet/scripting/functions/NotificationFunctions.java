package io.kaosnet.scripting.functions;

import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.notification.NotificationUpdate;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.protocol.api.NotificationList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Notifications.
public final class NotificationFunctions {
    private NotificationFunctions() {}

    public static void bind(ScriptFunctions functions, Notifications notifications) {
        ScriptFunctions.Area area = functions.area("Notifications");
        area.addBlocking(
                "notification_send",
                "userId:string, subject:string, content:table, code:int, sender:string?,"
                        + " persistent:bool?=false",
                "",
                "Notifies a user: on open sockets, and later too when persistent.",
                (_, args) -> {
                    notifications.send(
                            List.of(
                                    notice(
                                            Results.uuid(args, 0),
                                            args.text(1),
                                            Results.jsonObject(args, 2),
                                            args.smallInteger(3),
                                            Results.uuidOrNull(args, 4),
                                            args.flag(5))));
                    return null;
                });
        area.addBlocking(
                "notifications_send",
                "notifications:table",
                "",
                "The same for a list of `{user_id, subject, content, code, sender_id, persistent}`.",
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
                            args.smallInteger(2),
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
                "A page of what is kept for a user, oldest first.",
                (_, args) -> {
                    NotificationList page =
                            notifications.list(
                                    Results.uuid(args, 0),
                                    Results.limit(args, 1, 1000),
                                    args.text(2));
                    return Values.of(
                            Results.tables(page.getNotificationsList()), page.getCacheableCursor());
                });
        area.addBlocking(
                "notifications_get_id",
                "ids:table, userId:string?",
                "table",
                "Kept notifications by their ids.",
                (_, args) ->
                        Results.tables(
                                notifications.get(
                                        Results.uuidOrNull(args, 1),
                                        Results.uuids(args, 0, "ids"))));
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
                ScriptTables.flag(table, "persistent", false));
    }

    private static Notice notice(
            UUID userId,
            String subject,
            String content,
            int code,
            @Nullable UUID sender,
            boolean isPersistent) {
        return new Notice(
                UUID.randomUUID(), userId, subject, content, code, sender, isPersistent, 0);
    }
}
