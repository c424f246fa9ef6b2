package io.kaosnet.core.module;

import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.StreamData;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.runtime.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Streams as game code sees them. Safe from any thread.
final class StreamDoor implements Streams {
    private final Presences presences;
    private final Sessions sessions;

    StreamDoor(Presences presences, Sessions sessions) {
        this.presences = presences;
        this.sessions = sessions;
    }

    private static StreamKey key(Stream stream) {
        try {
            return new StreamKey(
                    stream.mode(),
                    id("subject", stream.subject()),
                    id("subcontext", stream.subcontext()),
                    stream.label());
        } catch (IllegalArgumentException e) {
            throw new RuntimeError(RuntimeError.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
    }

    private static UUID id(String what, String text) {
        return text.isEmpty() ? StreamKey.NIL : DoorCalls.uuid(what, text);
    }

    private static StreamPresence of(Presence presence) {
        return new StreamPresence(
                presence.userId().toString(),
                presence.sessionId().toString(),
                presence.username(),
                presence.node(),
                presence.meta().hidden(),
                presence.meta().persistence(),
                presence.meta().status());
    }

    @Override
    public List<StreamPresence> list(
            Stream stream, boolean includeHidden, boolean includeNotHidden) {
        List<StreamPresence> found = new ArrayList<>();
        for (Presence presence : presences.list(key(stream))) {
            if (presence.isHidden() ? includeHidden : includeNotHidden) {
                found.add(of(presence));
            }
        }
        return found;
    }

    @Override
    public int count(Stream stream) {
        return presences.count(key(stream));
    }

    @Override
    public @Nullable StreamPresence find(Stream stream, String userId, String sessionId) {
        Presence presence = presences.find(key(stream), DoorCalls.uuid("session id", sessionId));
        return presence == null || !presence.userId().equals(DoorCalls.uuid("user id", userId))
                ? null
                : of(presence);
    }

    private Session session(String userId, String sessionId) {
        Session session = sessions.find(DoorCalls.uuid("session id", sessionId));
        if (session == null || !session.userId().equals(DoorCalls.uuid("user id", userId))) {
            throw new RuntimeError(
                    RuntimeError.NOT_FOUND, "session \"" + sessionId + "\" of the user not found");
        }
        return session;
    }

    @Override
    public boolean join(
            Stream stream,
            String userId,
            String sessionId,
            boolean hidden,
            boolean persistence,
            String status) {
        return presences
                .track(
                        session(userId, sessionId),
                        key(stream),
                        new PresenceMeta(hidden, persistence, status))
                .isNew();
    }

    @Override
    public void update(
            Stream stream,
            String userId,
            String sessionId,
            boolean hidden,
            boolean persistence,
            String status) {
        Session session = session(userId, sessionId);
        StreamKey key = key(stream);
        if (presences.find(key, session.id()) == null) {
            throw new RuntimeError(RuntimeError.NOT_FOUND, "session is not on the stream");
        }
        presences.track(session, key, new PresenceMeta(hidden, persistence, status));
    }

    @Override
    public void leave(Stream stream, String userId, String sessionId) {
        Session session = sessions.find(DoorCalls.uuid("session id", sessionId));
        UUID user = DoorCalls.uuid("user id", userId);
        if (session != null && session.userId().equals(user)) {
            presences.untrack(session, key(stream));
        }
    }

    @Override
    public void close(Stream stream) {
        presences.clear(key(stream), LeaveReason.LEAVE);
    }

    @Override
    public void send(
            Stream stream, String data, @Nullable List<String> sessionIds, boolean reliable) {
        StreamKey key = key(stream);
        Envelope envelope =
                Envelope.newBuilder()
                        .setStreamData(
                                StreamData.newBuilder()
                                        .setStream(key.toProto())
                                        .setData(data)
                                        .setReliable(reliable))
                        .build();
        Fanout.send(chosen(presences.list(key), sessionIds), envelope, reliable);
    }

    @Override
    public void sendRaw(
            Stream stream, Envelope envelope, @Nullable List<String> sessionIds, boolean reliable) {
        Fanout.send(chosen(presences.list(key(stream)), sessionIds), envelope, reliable);
    }

    private static Presence[] chosen(Presence[] members, @Nullable List<String> sessionIds) {
        if (sessionIds == null) {
            return members;
        }
        List<Presence> chosen = new ArrayList<>();
        for (Presence member : members) {
            if (sessionIds.contains(member.sessionId().toString())) {
                chosen.add(member);
            }
        }
        return chosen.toArray(Presence[]::new);
    }
}
