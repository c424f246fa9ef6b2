package io.kaosnet.core.status;

import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.StatusFollow;
import io.kaosnet.protocol.realtime.StatusPresenceEvent;
import io.kaosnet.protocol.realtime.StatusUnfollow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Statuses: set, follow, unfollow. Safe from any thread.
public final class Status {
    static final int MAX_STATUS_BYTES = 2048;

    /// Streams one session may be on, follows included: bounds what one socket can cost.
    static final int MAX_FOLLOWS = 10_000;

    private final Presences presences;
    private final StatusUsers users;

    public Status(Presences presences, StatusUsers users) {
        this.presences = presences;
        this.users = users;
    }

    /// Binds the socket messages and the presence events of statuses.
    public void bind(RealtimeRouter router, Sessions sessions) {
        router.on(MessageCase.STATUS_UPDATE, this::onUpdate);
        router.onBlocking(MessageCase.STATUS_FOLLOW, this::onFollow);
        router.on(MessageCase.STATUS_UNFOLLOW, this::onUnfollow);
        presences.listen(
                StreamMode.STATUS,
                (_, joins, leaves, members, _) ->
                        Fanout.send(members, presenceEvent(joins, leaves), true));
        sessions.listen(
                new Sessions.Listener() {
                    @Override
                    public void onOpen(Session session) {
                        StreamKey own = streamOf(session.userId());
                        presences.track(session, own, PresenceMeta.HIDDEN);
                        if (session.wantsStatus()) {
                            presences.track(session, own, PresenceMeta.status(""));
                        }
                    }

                    @Override
                    public void onClose(Session session) {
                        // Presences takes the session off its streams.
                    }
                });
    }

    /// Whether the user has a status on any socket.
    public static boolean isOnline(Presences presences, UUID userId) {
        for (Presence presence : presences.list(streamOf(userId))) {
            if (!presence.isHidden()) {
                return true;
            }
        }
        return false;
    }

    static StreamKey streamOf(UUID userId) {
        return StreamKey.of(StreamMode.STATUS, userId);
    }

    private Envelope onUpdate(Session session, Envelope request) {
        var update = request.getStatusUpdate();
        PresenceMeta meta = PresenceMeta.HIDDEN;
        if (update.hasStatus()) {
            String status = update.getStatus().getValue();
            int lengthBytes = status.getBytes(StandardCharsets.UTF_8).length;
            if (lengthBytes > MAX_STATUS_BYTES) {
                throw RealtimeException.badInput(
                        "status: " + lengthBytes + " bytes (expected: at most 2048)");
            }
            meta = PresenceMeta.status(status);
        }
        presences.track(session, streamOf(session.userId()), meta);
        return Envelope.getDefaultInstance();
    }

    private Envelope onFollow(Session session, Envelope request) {
        StatusFollow follow = request.getStatusFollow();
        Set<UUID> ids = new HashSet<>();
        for (String text : follow.getUserIdsList()) {
            ids.add(userId(text));
        }
        ids.remove(StreamKey.NIL);
        for (String username : follow.getUsernamesList()) {
            if (username.isEmpty()) {
                throw RealtimeException.badInput("usernames: empty name");
            }
        }
        var reply = follow(session, ids, follow.getUsernamesList());
        return Envelope.newBuilder().setStatus(reply).build();
    }

    private io.kaosnet.protocol.realtime.Status follow(
            Session session, Set<UUID> ids, List<String> usernames) {
        var reply = io.kaosnet.protocol.realtime.Status.newBuilder();
        if (!ids.isEmpty() || !usernames.isEmpty()) {
            Set<UUID> existing = users.existing(ids, usernames);
            if (presences.streamsOf(session).size() + existing.size() > MAX_FOLLOWS) {
                throw RealtimeException.badInput("too many users followed (expected: <= 10000)");
            }
            for (UUID userId : existing) {
                if (!userId.equals(session.userId())) {
                    followOne(session, userId, reply);
                }
            }
        }
        return reply.build();
    }

    private void followOne(
            Session session, UUID userId, io.kaosnet.protocol.realtime.Status.Builder reply) {
        StreamKey stream = streamOf(userId);
        for (Presence presence : presences.track(session, stream, PresenceMeta.HIDDEN).members()) {
            if (!presence.isHidden()) {
                reply.addPresences(presence.toProto());
            }
        }
    }

    /// Makes a session follow users, as if it had asked. Blocks.
    ///
    /// @throws RealtimeException when it would follow too many
    public void follow(Session session, Collection<UUID> userIds) {
        follow(session, new HashSet<>(userIds), List.of());
    }

    public void unfollow(Session session, Collection<UUID> userIds) {
        for (UUID id : userIds) {
            if (!id.equals(session.userId())) {
                presences.untrack(session, streamOf(id));
            }
        }
    }

    private Envelope onUnfollow(Session session, Envelope request) {
        StatusUnfollow unfollow = request.getStatusUnfollow();
        List<UUID> ids = new ArrayList<>();
        for (String text : unfollow.getUserIdsList()) {
            ids.add(userId(text));
        }
        unfollow(session, ids);
        return Envelope.getDefaultInstance();
    }

    private static UUID userId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw RealtimeException.badInput("user id: \"" + text + "\" (expected: a UUID)");
        }
    }

    private static Envelope presenceEvent(List<Presence> joins, List<Presence> leaves) {
        var event = StatusPresenceEvent.newBuilder();
        for (Presence join : joins) {
            event.addJoins(join.toProto());
        }
        for (Presence leave : leaves) {
            event.addLeaves(leave.toProto());
        }
        return Envelope.newBuilder().setStatusPresenceEvent(event).build();
    }
}
