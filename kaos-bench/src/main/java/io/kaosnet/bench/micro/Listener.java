package io.kaosnet.bench.micro;

import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Encoding;
import io.kaosnet.core.session.Lane;
import io.kaosnet.core.session.Outbound;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.Map;
import java.util.UUID;

/// A connection that counts what it is given, on the one lane that there is. Owned by JMH's thread.
final class Listener implements Outbound {
    private static final Lane LANE =
            new Lane() {
                @Override
                public int index() {
                    return 0;
                }

                @Override
                public boolean isCurrent() {
                    return true;
                }

                @Override
                public void execute(Runnable task) {
                    task.run();
                }
            };

    private static final Encoding PROTOBUF =
            new Encoding() {
                @Override
                public int index() {
                    return 0;
                }

                @Override
                public byte[] encode(Envelope envelope) {
                    return envelope.toByteArray();
                }

                @Override
                public byte[] encodeMatchData(
                        MatchDataEncoder encoder, long opCode, byte[] data, boolean isReliable) {
                    return encoder.toProtobuf(opCode, data, 0, data.length, isReliable);
                }
            };

    long bytes;

    /// A session of a user of its own.
    static Session session(int number) {
        var identity =
                new Identity(
                        new UUID(1, number),
                        "player" + number,
                        Map.of(),
                        "token" + number,
                        0,
                        Long.MAX_VALUE);
        var origin = new Origin("127.0.0.1", 1, "en", new UUID(2, number), Map.of(), Map.of());
        return new Session(identity, origin, new Listener(), false);
    }

    @Override
    public Lane lane() {
        return LANE;
    }

    @Override
    public Encoding encoding() {
        return PROTOBUF;
    }

    @Override
    public void write(byte[] frame, boolean reliable) {
        bytes += frame.length;
    }

    @Override
    public void close(CloseReason reason) {
        throw new IllegalStateException("closed: " + reason);
    }

    @Override
    public void setReading(boolean reading) {
        throw new IllegalStateException("reading: " + reading);
    }
}
