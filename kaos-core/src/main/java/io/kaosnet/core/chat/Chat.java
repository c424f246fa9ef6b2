package io.kaosnet.core.chat;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.chat.ChatMessages.Sender;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.friend.Friends;
import io.kaosnet.core.group.Groups;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.ChannelMessageList;
import io.kaosnet.protocol.api.ListChannelMessagesRequest;
import io.kaosnet.protocol.realtime.ChannelMessageAck;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Chat: the sockets' messages, the history, and what the server says itself. Blocks; safe from
/// any virtual thread.
public final class Chat {
    private static final int MAX_LIMIT = 100;

    private final ChatMessages messages;
    private final ChannelHistory history;
    private final Accounts accounts;
    private final Friends friends;
    private final Groups groups;
    private final ChatSockets sockets;

    /// @param messages that `groups` tells what happens
    public Chat(
            ChatConfig config,
            ChatMessages messages,
            Accounts accounts,
            Friends friends,
            Groups groups,
            Notifications notifications,
            Presences presences,
            Clock clock) {
        this.messages = messages;
        this.history = new ChannelHistory(messages);
        this.accounts = accounts;
        this.friends = friends;
        this.groups = groups;
        this.sockets = new ChatSockets(config, this, messages, notifications, presences, clock);
    }

    public void bind(Endpoints.Builder endpoints, RealtimeRouter router, Sessions sessions) {
        endpoints.bind(
                "ListChannelMessages",
                ListChannelMessagesRequest.getDefaultInstance(),
                this::onList);
        sockets.bind(router, sessions);
    }

    /// The channel that a user asks for.
    ///
    /// @param type 0 or 1 room, 2 direct, 3 group
    /// @param target the room's name, the other user, or the group
    /// @throws ApiException `INVALID_ARGUMENT` for a target that is not there
    public ChannelId channel(UUID userId, String target, int type) {
        return switch (type) {
            case 0, ChannelId.ROOM -> ChannelId.room(target);
            case ChannelId.DIRECT -> direct(userId, Arguments.uuid("target", target));
            case ChannelId.GROUP -> ChannelId.group(Arguments.uuid("target", target));
            default -> throw ApiException.invalidArgument("type: " + type + " (expected: 1..3)");
        };
    }

    private ChannelId direct(UUID userId, UUID other) {
        ChannelId channel = ChannelId.direct(userId, other);
        if (accounts.existing(List.of(other), List.of()).isEmpty()) {
            throw ApiException.invalidArgument("target: no such user");
        }
        return channel;
    }

    /// Whether the user may be on the channel: anybody in rooms, members in groups, and in a direct
    /// chat its two users unless one has blocked the other.
    boolean mayJoin(UUID userId, ChannelId channel) {
        StreamKey stream = channel.stream();
        if (channel.isGroup()) {
            return groups.isMember(stream.subject(), userId);
        }
        return !channel.isDirect()
                || (channel.isBetween(userId)
                        && !friends.isBlocked(stream.subject(), stream.subcontext()));
    }

    /// Says something as the server.
    ///
    /// @param senderId in whose name; null for the system
    /// @throws ApiException `INVALID_ARGUMENT`, `NOT_FOUND` when the sender is no user
    public ChannelMessageAck send(
            ChannelId channel,
            @Nullable UUID senderId,
            String username,
            String content,
            boolean isKept) {
        return messages.send(channel, sender(senderId, username), content, isKept);
    }

    /// Changes a message as the server: of the sender given, or with null of whoever wrote it.
    ///
    /// @throws ApiException `INVALID_ARGUMENT`
    public ChannelMessageAck update(
            ChannelId channel,
            UUID messageId,
            @Nullable UUID senderId,
            String username,
            String content,
            boolean isKept) {
        return messages.update(
                channel, messageId, sender(senderId, username), senderId, content, isKept);
    }

    /// Removes a message as the server: of the sender given, or with null of whoever wrote it.
    ///
    /// @throws ApiException `INVALID_ARGUMENT`
    public ChannelMessageAck remove(
            ChannelId channel,
            UUID messageId,
            @Nullable UUID senderId,
            String username,
            boolean isKept) {
        return messages.remove(channel, messageId, sender(senderId, username), senderId, isKept);
    }

    private static Sender sender(@Nullable UUID senderId, String username) {
        return new Sender(senderId == null ? StreamKey.NIL : senderId, username);
    }

    /// A page of what was said and kept.
    ///
    /// @param forward oldest first; otherwise newest first
    public ChannelMessageList list(ChannelId channel, boolean forward, int limit, String cursor) {
        return history.list(channel, forward, limit, cursor);
    }

    /// Messages and joins refused because a socket sent too many.
    public long floodCount() {
        return sockets.floodCount();
    }

    private ChannelMessageList onList(Caller caller, ListChannelMessagesRequest request) {
        ChannelId channel = ChannelId.parse(request.getChannelId());
        int limit =
                Arguments.limit(
                        request.hasLimit() ? request.getLimit() : null, MAX_LIMIT, MAX_LIMIT);
        boolean mayRead =
                channel.isGroup()
                        ? groups.isMember(channel.stream().subject(), caller.userId())
                        : !channel.isDirect() || channel.isBetween(caller.userId());
        if (!mayRead) {
            throw ApiException.invalidArgument("channel_id: not a channel of the caller");
        }
        boolean forward = !request.hasForward() || request.getForward().getValue();
        return list(channel, forward, limit, request.getCursor());
    }
}
