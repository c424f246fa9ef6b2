package io.kaosnet.runtime.test;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Encoding;
import io.kaosnet.core.session.Lane;
import io.kaosnet.core.session.Outbound;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The far end of a player's connection: keeps what the server sends. Owned by the test's thread;
/// [#execute] is safe from any thread.
final class TestClient implements Outbound, Lane, Encoding {
    private final Thread owner = Thread.currentThread();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    final List<Envelope> received = new ArrayList<>();
    @Nullable CloseReason closed;

    /// Runs what other threads handed over.
    void run() {
        Runnable task;
        while ((task = tasks.poll()) != null) {
            task.run();
        }
    }

    @Override
    public Lane lane() {
        return this;
    }

    @Override
    public Encoding encoding() {
        return this;
    }

    @Override
    public void write(byte[] frame, boolean reliable) {
        try {
            received.add(Envelope.parseFrom(frame));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the server wrote what it cannot read", e);
        }
    }

    @Override
    public void close(CloseReason reason) {
        closed = reason;
    }

    @Override
    public void setReading(boolean reading) {
        // Whatever is sent waits in memory: a test sends little.
    }

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

    @Override
    public boolean isCurrent() {
        return Thread.currentThread().threadId() == owner.threadId();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }
}
