package io.kaosnet.core.presence;

import com.google.protobuf.StringValue;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.UserPresence;
import java.util.UUID;

/// One session on one stream. Immutable; a change of its meta makes a new one.
public final class Presence {
    private final StreamKey stream;
    private final Session session;
    private final PresenceMeta meta;
    private final String node;
    private final UserPresence proto;

    Presence(StreamKey stream, Session session, PresenceMeta meta, String node) {
        this.stream = stream;
        this.session = session;
        this.meta = meta;
        this.node = node;
        this.proto = toProto(stream, session, meta);
    }

    private static UserPresence toProto(StreamKey stream, Session session, PresenceMeta meta) {
        UserPresence.Builder user =
                UserPresence.newBuilder()
                        .setUserId(session.userId().toString())
                        .setSessionId(session.id().toString())
                        .setUsername(session.username());
        switch (stream.mode()) {
            case StreamMode.STATUS -> user.setStatus(StringValue.of(meta.status()));
            case StreamMode.CHANNEL, StreamMode.GROUP, StreamMode.DM ->
                    user.setPersistence(meta.persistence());
            default -> {
                // Matches, parties and notifications carry neither.
            }
        }
        if (stream.mode() > StreamMode.PARTY) {
            user.setPersistence(meta.persistence());
        }
        return user.build();
    }

    public StreamKey stream() {
        return stream;
    }

    public Session session() {
        return session;
    }

    public UUID sessionId() {
        return session.id();
    }

    public UUID userId() {
        return session.userId();
    }

    public String username() {
        return session.username();
    }

    /// The node that holds the session.
    public String node() {
        return node;
    }

    public PresenceMeta meta() {
        return meta;
    }

    public boolean isHidden() {
        return meta.hidden();
    }

    /// The wire form, made once.
    public UserPresence toProto() {
        return proto;
    }

    @Override
    public String toString() {
        return session + " stream=" + stream;
    }
}
