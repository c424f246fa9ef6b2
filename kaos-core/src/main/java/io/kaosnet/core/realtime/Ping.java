package io.kaosnet.core.realtime;

import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Pong;

/// Answers the application's own pings, by which SDKs see that the connection lives.
public final class Ping {
    private static final Envelope PONG =
            Envelope.newBuilder().setPong(Pong.getDefaultInstance()).build();

    private Ping() {}

    public static void bind(RealtimeRouter router) {
        router.on(MessageCase.PING, (_, _) -> PONG);
        router.on(MessageCase.PONG, (_, _) -> null);
    }
}
