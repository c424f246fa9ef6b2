package io.kaosnet.core.session;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Notifications;
import java.util.UUID;

/// The rule `session.single_socket`: a new socket of a user tells the older ones why and closes
/// them.
public final class SingleSocket implements Sessions.Listener {
    private static final int CODE = -7;

    private final Sessions sessions;
    private final Clock clock;

    public SingleSocket(Sessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public void onOpen(Session opened) {
        for (Session session : sessions.ofUser(opened.userId())) {
            if (session != opened) {
                session.send(notice());
                session.close(CloseReason.SINGLE_SOCKET);
            }
        }
    }

    @Override
    public void onClose(Session session) {
        // Nothing follows from it.
    }

    private Envelope notice() {
        var notification =
                Notification.newBuilder()
                        .setId(UUID.randomUUID().toString())
                        .setSubject("single_socket")
                        .setContent("{}")
                        .setCode(CODE)
                        .setSenderId(new UUID(0, 0).toString())
                        .setCreateTime(Timestamp.newBuilder().setSeconds(clock.nowSec()));
        return Envelope.newBuilder()
                .setNotifications(Notifications.newBuilder().addNotifications(notification))
                .build();
    }
}
