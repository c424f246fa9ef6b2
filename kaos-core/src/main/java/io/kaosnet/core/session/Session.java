package io.kaosnet.core.session;

import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.UUID;

/// One connected client. Safe from any thread unless a method says otherwise.
public final class Session {
    private final UUID id;
    private final Identity identity;
    private final Caller caller;
    private final Outbound outbound;
    private final boolean wantsStatus;
    private final SessionInbox inbox = new SessionInbox(this);
    private final Object[] locals = new Object[SessionLocal.CAPACITY];
    private volatile boolean closed;

    /// @param origin with this session's id in it
    /// @param wantsStatus whether the client asked to appear online at once
    public Session(Identity identity, Origin origin, Outbound outbound, boolean wantsStatus) {
        UUID sessionId = origin.sessionId();
        if (sessionId == null) {
            throw new IllegalArgumentException(
                    "origin.sessionId: null (expected: the session's id)");
        }
        this.id = sessionId;
        this.identity = identity;
        this.caller = new Caller(identity, origin);
        this.outbound = outbound;
        this.wantsStatus = wantsStatus;
    }

    public UUID id() {
        return id;
    }

    public UUID userId() {
        return identity.userId();
    }

    public String username() {
        return identity.username();
    }

    public Identity identity() {
        return identity;
    }

    /// This session as the caller of whatever it asks for.
    public Caller caller() {
        return caller;
    }

    public Outbound outbound() {
        return outbound;
    }

    public boolean wantsStatus() {
        return wantsStatus;
    }

    /// Messages that wait their turn behind one that blocks. Owned by the session's lane.
    public SessionInbox inbox() {
        return inbox;
    }

    Object[] locals() {
        return locals;
    }

    public boolean isClosed() {
        return closed;
    }

    /// Marks the session closed; called once by [Sessions].
    void markClosed() {
        closed = true;
    }

    /// Sends one envelope to this session alone.
    public void send(Envelope envelope) {
        send(envelope, true);
    }

    public void send(Envelope envelope, boolean reliable) {
        if (closed) {
            return;
        }
        byte[] frame = outbound.encoding().encode(envelope);
        Lane lane = outbound.lane();
        if (lane.isCurrent()) {
            outbound.write(frame, reliable);
        } else {
            lane.execute(() -> outbound.write(frame, reliable));
        }
    }

    public void close(CloseReason reason) {
        outbound.close(reason);
    }

    @Override
    public String toString() {
        return "session=" + id + " user=" + identity.userId();
    }
}
