package io.kaosnet.server.gateway.rudp;

import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Encoding;
import io.kaosnet.core.session.Lane;
import io.kaosnet.core.session.Outbound;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.kaostalk.KaosTalk;
import io.kaosnet.rudp.Connection;
import io.kaosnet.server.gateway.kaostalk.KaosTalkEncoding;
import io.kaosnet.server.gateway.net.GatewayObserver;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One player over rUDP. Owned by the agent; [#close] may be called from any thread.
///
/// Everything reliable goes over channel 0 and so keeps its order, as on a WebSocket. Unreliable
/// match data of the match itself is state: sequenced, the newest wins. That of other players must
/// not replace each other: unreliable, each on its own.
final class RudpSession implements Outbound {
    static final int CHANNEL_RELIABLE = 0;
    static final int CHANNEL_STATE = 1;
    static final int CHANNEL_UNRELIABLE = 4;

    private final RudpGateway gateway;
    private final Connection connection;
    private final RudpLane lane;
    private final GatewayObserver observer;
    private final Identity identity;
    private @Nullable Session session;
    private @Nullable CloseReason closing;
    private boolean isReading = true;

    RudpSession(
            RudpGateway gateway,
            Connection connection,
            RudpLane lane,
            GatewayObserver observer,
            Identity identity) {
        this.gateway = gateway;
        this.connection = connection;
        this.lane = lane;
        this.observer = observer;
        this.identity = identity;
    }

    /// The client said SESSION_START.
    Session start(boolean wantsStatus) {
        var address = connection.address().socketAddress();
        var origin =
                new Origin(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        "en",
                        connection.claims().sessionId(),
                        Map.of(),
                        Map.of());
        Session started = new Session(identity, origin, this, wantsStatus);
        session = started;
        return started;
    }

    @Nullable Session session() {
        return session;
    }

    boolean isReading() {
        return isReading;
    }

    @Nullable CloseReason closing() {
        return closing;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public Encoding encoding() {
        return KaosTalkEncoding.INSTANCE;
    }

    @Override
    public void write(byte[] frame, boolean reliable) {
        assert lane.isCurrent() : "touched off its lane";
        if (closing != null) {
            return;
        }
        observer.onSent(frame.length);
        int channel = reliable ? CHANNEL_RELIABLE : unreliableChannel(frame);
        if (!connection.offer(channel, frame) && connection.isConnected()) {
            close(CloseReason.OUTGOING_QUEUE_FULL);
        }
    }

    private static int unreliableChannel(byte[] frame) {
        if (KaosTalk.op(frame, 0) != KaosTalk.ROOM_DATA) {
            return CHANNEL_RELIABLE; // nothing else may be lost
        }
        return KaosTalk.isFromMatch(frame) ? CHANNEL_STATE : CHANNEL_UNRELIABLE;
    }

    @Override
    public void close(CloseReason reason) {
        if (!lane.isCurrent()) {
            lane.execute(() -> close(reason));
            return;
        }
        if (closing != null) {
            return;
        }
        closing = reason;
        gateway.end(this);
        // Later, since a fan-out over this connection may be under way.
        lane.execute(
                () -> connection.close(io.kaosnet.rudp.CloseReason.APPLICATION, reason.text()));
    }

    @Override
    public void setReading(boolean reading) {
        isReading = reading;
    }
}
