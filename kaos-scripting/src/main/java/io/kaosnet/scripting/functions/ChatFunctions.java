package io.kaosnet.scripting.functions;

import io.kaosnet.core.chat.ChannelId;
import io.kaosnet.core.chat.Chat;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.protocol.api.ChannelMessageList;

/// Chat channels.
public final class ChatFunctions {
    private ChatFunctions() {}

    public static void bind(ScriptFunctions functions, Chat chat) {
        ScriptFunctions.Area area = functions.area("Chat");
        area.addBlocking(
                "channel_id_build",
                "senderId:string?, target:string, type:int",
                "string",
                "The id of a channel: 1 a room by its name, 2 the talk of two users, 3 a group's.",
                (_, args) -> {
                    var sender = Results.uuidOrNull(args, 0);
                    return chat.channel(
                                    sender == null ? new java.util.UUID(0, 0) : sender,
                                    args.text(1),
                                    args.smallInteger(2))
                            .toString();
                });
        area.addBlocking(
                "channel_message_send",
                "channelId:string, content:table?, senderId:string?, senderUsername:string?,"
                        + " persist:bool?=true",
                "table",
                "Says something in a channel, in a user's name or the server's.",
                (_, args) ->
                        Results.table(
                                chat.send(
                                        ChannelId.parse(args.text(0)),
                                        Results.uuidOrNull(args, 2),
                                        args.text(3),
                                        Results.jsonObject(args, 1),
                                        args.flag(4))));
        area.addBlocking(
                "channel_message_update",
                "channelId:string, messageId:string, content:table?, senderId:string?,"
                        + " senderUsername:string?, persist:bool?=true",
                "table",
                "Changes what was said.",
                (_, args) ->
                        Results.table(
                                chat.update(
                                        ChannelId.parse(args.text(0)),
                                        Results.uuid(args, 1),
                                        Results.uuidOrNull(args, 3),
                                        args.text(4),
                                        Results.jsonObject(args, 2),
                                        args.flag(5))));
        area.addBlocking(
                "channel_message_remove",
                "channelId:string, messageId:string, senderId:string?, senderUsername:string?,"
                        + " persist:bool?=true",
                "table",
                "Takes back what was said.",
                (_, args) ->
                        Results.table(
                                chat.remove(
                                        ChannelId.parse(args.text(0)),
                                        Results.uuid(args, 1),
                                        Results.uuidOrNull(args, 2),
                                        args.text(3),
                                        args.flag(4))));
        area.addBlocking(
                "channel_messages_list",
                "channelId:string, limit:int?=100, forward:bool?=true, cursor:string?",
                "messages, nextCursor, prevCursor",
                "A page of what was said and kept.",
                (_, args) -> {
                    ChannelMessageList page =
                            chat.list(
                                    ChannelId.parse(args.text(0)),
                                    args.flag(2),
                                    Results.limit(args, 1, 100),
                                    args.text(3));
                    return Values.of(
                            Results.tables(page.getMessagesList()),
                            StorageFunctions.cursor(page.getNextCursor()),
                            StorageFunctions.cursor(page.getPrevCursor()));
                });
    }
}
