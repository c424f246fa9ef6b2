package io.kaosnet.core.social;

import io.kaosnet.core.chat.ChannelId;
import io.kaosnet.core.chat.Chat;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.protocol.api.ChannelMessageList;
import io.kaosnet.protocol.realtime.ChannelMessageAck;
import java.util.UUID;

/// Chat channels as game code sees them. Blocks; safe from any virtual thread.
public final class ChannelDoor implements io.kaosnet.runtime.Channels {
    private static final int MAX_LIMIT = 100;

    private final Chat chat;

    public ChannelDoor(Chat chat) {
        this.chat = chat;
    }

    @Override
    public String id(String senderId, String target, int type) {
        return Calls.get(
                () -> {
                    UUID sender = Calls.idOrNull("sender id", senderId);
                    return chat.channel(sender == null ? StreamKey.NIL : sender, target, type)
                            .toString();
                });
    }

    @Override
    public ChannelMessageAck send(
            String channelId,
            String content,
            String senderId,
            String username,
            boolean persistent) {
        return Calls.get(
                () ->
                        chat.send(
                                ChannelId.parse(channelId),
                                Calls.idOrNull("sender id", senderId),
                                username,
                                content,
                                persistent));
    }

    @Override
    public ChannelMessageAck update(
            String channelId,
            String messageId,
            String content,
            String senderId,
            String username,
            boolean persistent) {
        return Calls.get(
                () ->
                        chat.update(
                                ChannelId.parse(channelId),
                                Calls.id("message id", messageId),
                                Calls.idOrNull("sender id", senderId),
                                username,
                                content,
                                persistent));
    }

    @Override
    public ChannelMessageAck remove(
            String channelId,
            String messageId,
            String senderId,
            String username,
            boolean persistent) {
        return Calls.get(
                () ->
                        chat.remove(
                                ChannelId.parse(channelId),
                                Calls.id("message id", messageId),
                                Calls.idOrNull("sender id", senderId),
                                username,
                                persistent));
    }

    @Override
    public ChannelMessageList list(String channelId, int limit, boolean forward, String cursor) {
        return Calls.get(
                () ->
                        chat.list(
                                ChannelId.parse(channelId),
                                forward,
                                Calls.within("limit", limit, 1, MAX_LIMIT),
                                cursor));
    }
}
