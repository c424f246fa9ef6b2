package io.kaosnet.core.chat;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.chat.ChatMessages.Sender;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.limit.TokenBucket;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.Presences.Tracked;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.realtime.Channel;
import io.kaosnet.protocol.realtime.ChannelJoin;
import io.kaosnet.protocol.realtime.ChannelMessageAck;
import io.kaosnet.protocol.realtime.ChannelPresenceEvent;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Chat as sockets speak it. Its methods run on virtual threads, one at a time for each session.
final class ChatSockets {
    /// Channels one session may be on with everything else it is on.
    private static final int MAX_STREAMS = 10_000;

    private final ChatConfig config;
    private final Chat chat;
    private final ChatMessages messages;
    private final Notifications notifications;
    private final Presences presences;
    private final Clock clock;

    /// By user, while the user is connected; a bucket is used under its monitor.
    private final Map<UUID, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final LongAdder floodCount = new LongAdder();

    ChatSockets(
            ChatConfig config,
            Chat chat,
            ChatMessages messages,
            Notifications notifications,
            Presences presences,
            Clock clock) {
        this.config = config;
        this.chat = chat;
        this.messages = messages;
        this.notifications = notifications;
        this.presences = presences;
        this.clock = clock;
    }

    void bind(RealtimeRouter router, Sessions sessions) {
        sessions.listen(
                new Sessions.Listener() {
                    @Override
                    public void onOpen(Session session) {
                        // The bucket is made with the first message.
                    }

                    @Override
                    public void onClose(Session session) {
                        if (sessions.ofUser(session.userId()).isEmpty()) {
                            buckets.remove(session.userId());
                        }
                    }
                });
        router.onBlocking(MessageCase.CHANNEL_JOIN, this::onJoin);
        router.on(MessageCase.CHANNEL_LEAVE, this::onLeave);
        router.onBlocking(MessageCase.CHANNEL_MESSAGE_SEND, this::onSend);
        router.onBlocking(MessageCase.CHANNEL_MESSAGE_UPDATE, this::onUpdate);
        router.onBlocking(MessageCase.CHANNEL_MESSAGE_REMOVE, this::onRemove);
        for (int mode : new int[] {StreamMode.CHANNEL, StreamMode.GROUP, StreamMode.DM}) {
            presences.listen(
                    mode,
                    (stream, joins, leaves, members, _) ->
                            Fanout.send(members, presenceEvent(stream, joins, leaves), true));
        }
    }

    long floodCount() {
        return floodCount.sum();
    }

    private static Envelope presenceEvent(
            StreamKey stream, List<Presence> joins, List<Presence> leaves) {
        ChannelId channel = new ChannelId(stream);
        var event =
                ChannelPresenceEvent.newBuilder()
                        .setChannelId(channel.toString())
                        .setRoomName(channel.roomName())
                        .setGroupId(channel.groupId())
                        .setUserIdOne(channel.userIdOne())
                        .setUserIdTwo(channel.userIdTwo());
        for (Presence join : joins) {
            event.addJoins(join.toProto());
        }
        for (Presence leave : leaves) {
            event.addLeaves(leave.toProto());
        }
        return Envelope.newBuilder().setChannelPresenceEvent(event).build();
    }

    private Envelope onJoin(Session session, Envelope request) {
        checkFlood(session);
        ChannelJoin join = request.getChannelJoin();
        UUID userId = session.userId();
        ChannelId channel = chat.channel(userId, join.getTarget(), join.getType());
        StreamKey stream = channel.stream();
        checkMayJoin(userId, channel);
        if (presences.streamsOf(session).size() >= MAX_STREAMS) {
            throw RealtimeException.badInput("too many channels joined");
        }
        boolean isKept = !join.hasPersistence() || join.getPersistence().getValue();
        PresenceMeta meta = new PresenceMeta(join.getHidden().getValue(), isKept, "");
        Tracked tracked = presences.track(session, stream, meta);
        Presence self = tracked.presence();
        if (self == null) {
            throw RealtimeException.badInput("the session is closing");
        }
        try {
            // Once more: who was kicked or blocked meanwhile was not yet there to be taken off.
            checkMayJoin(userId, channel);
        } catch (ApiException e) {
            presences.untrack(session, stream, LeaveReason.KICK);
            throw e;
        }
        if (channel.isDirect() && tracked.isNew()) {
            inviteOther(session, channel, tracked.members());
        }
        return Envelope.newBuilder().setChannel(reply(channel, self, tracked)).build();
    }

    private void checkMayJoin(UUID userId, ChannelId channel) {
        if (!chat.mayJoin(userId, channel)) {
            throw ApiException.invalidArgument(
                    channel.isGroup() ? "target: not a member" : "target: blocked");
        }
    }

    private static Channel reply(ChannelId channel, Presence self, Tracked tracked) {
        Channel.Builder reply =
                Channel.newBuilder()
                        .setId(channel.toString())
                        .setSelf(self.toProto())
                        .setRoomName(channel.roomName())
                        .setGroupId(channel.groupId())
                        .setUserIdOne(channel.userIdOne())
                        .setUserIdTwo(channel.userIdTwo());
        for (Presence member : tracked.members()) {
            boolean isNewSelf = tracked.isNew() && member.sessionId().equals(self.sessionId());
            if (!member.isHidden() && !isNewSelf) {
                reply.addPresences(member.toProto());
            }
        }
        return reply.build();
    }

    /// Tells the other user of a direct chat that somebody waits there.
    private void inviteOther(Session session, ChannelId channel, List<Presence> members) {
        UUID self = session.userId();
        StreamKey stream = channel.stream();
        UUID other = stream.subject().equals(self) ? stream.subcontext() : stream.subject();
        for (Presence member : members) {
            // Another socket of the user has asked already.
            boolean isOwn = member.userId().equals(self);
            if (member.userId().equals(other)
                    || (isOwn && !member.sessionId().equals(session.id()))) {
                return;
            }
        }
        String name = session.username();
        notifications.send(
                List.of(
                        Notice.of(
                                other,
                                name + " asks you to a chat",
                                Notice.content("username", name),
                                Notice.DM_REQUEST,
                                self,
                                true)));
    }

    private Envelope onLeave(Session session, Envelope request) {
        ChannelId channel = ChannelId.parse(request.getChannelLeave().getChannelId());
        presences.untrack(session, channel.stream());
        return Envelope.getDefaultInstance();
    }

    private Envelope onSend(Session session, Envelope request) {
        var send = request.getChannelMessageSend();
        ChannelId channel = ChannelId.parse(send.getChannelId());
        boolean isKept = requireJoined(session, channel);
        checkFlood(session);
        return ack(messages.send(channel, sender(session), send.getContent(), isKept));
    }

    private Envelope onUpdate(Session session, Envelope request) {
        var update = request.getChannelMessageUpdate();
        ChannelId channel = ChannelId.parse(update.getChannelId());
        UUID messageId = messageId(update.getMessageId());
        boolean isKept = requireJoined(session, channel);
        checkFlood(session);
        return ack(
                messages.update(
                        channel,
                        messageId,
                        sender(session),
                        session.userId(),
                        update.getContent(),
                        isKept));
    }

    private Envelope onRemove(Session session, Envelope request) {
        var remove = request.getChannelMessageRemove();
        ChannelId channel = ChannelId.parse(remove.getChannelId());
        UUID messageId = messageId(remove.getMessageId());
        boolean isKept = requireJoined(session, channel);
        checkFlood(session);
        return ack(messages.remove(channel, messageId, sender(session), session.userId(), isKept));
    }

    private void checkFlood(Session session) {
        TokenBucket bucket =
                buckets.computeIfAbsent(session.userId(), _ -> new TokenBucket(config.flood()));
        boolean isTaken;
        synchronized (bucket) {
            isTaken = bucket.tryTake(clock.nowNs());
        }
        if (!isTaken) {
            floodCount.increment();
            throw RealtimeException.badInput(
                    "too many chat messages (at most " + config.flood().perSec() + " a second)");
        }
    }

    private static Sender sender(Session session) {
        return new Sender(session.userId(), session.username());
    }

    private static UUID messageId(String text) {
        return Arguments.uuid("message_id", text);
    }

    private static Envelope ack(ChannelMessageAck ack) {
        return Envelope.newBuilder().setChannelMessageAck(ack).build();
    }

    /// @return whether the session joined to have what it says kept
    private boolean requireJoined(Session session, ChannelId channel) {
        Presence presence = presences.find(channel.stream(), session.id());
        if (presence == null) {
            throw RealtimeException.badInput("channel_id: join the channel first");
        }
        return presence.meta().persistence();
    }
}
