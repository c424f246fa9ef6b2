package io.kaosnet.core.social;

import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Encoding;
import io.kaosnet.core.session.Lane;
import io.kaosnet.core.session.Outbound;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.ArrayList;
import java.util.List;

/// A connected client that keeps what it gets. Its lane is whoever runs, one at a time.
final class TestClient implements Outbound, Lane, Encoding {
    private final List<Envelope> received = new ArrayList<>();

    /// What came since the last call.
    synchronized List<Envelope> take() {
        List<Envelope> taken = List.copyOf(received);
        received.clear();
        return taken;
    }

    /// The reply with the cid, which is taken out of what came.
    synchronized Envelope awaitReply(String cid) {
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < deadlineNs) {
            for (Envelope envelope : received) {
                if (envelope.getCid().equals(cid)) {
                    received.remove(envelope);
                    return envelope;
                }
            }
            try {
                wait(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("no reply to " + cid);
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
    public synchronized void write(byte[] frame, boolean reliable) {
        try {
            received.add(Envelope.parseFrom(frame));
            notifyAll();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close(CloseReason reason) {
        // The world closes sessions itself.
    }

    @Override
    public void setReading(boolean reading) {
        // There is nothing to read.
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            task.run();
        }
    }

    @Override
    public byte[] encode(Envelope envelope) {
        return envelope.toByteArray();
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public byte[] encodeMatchData(
            MatchDataEncoder encoder, long opCode, byte[] data, boolean isReliable) {
        return encoder.toProtobuf(opCode, data, 0, data.length, isReliable);
    }
}
