package io.kaosnet.core.session;

import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/// A connected client that keeps what it gets. Safe from any thread.
public final class RecordingClient implements Outbound, Lane, Encoding {
    private final List<Envelope> received = new ArrayList<>();
    private final Executor lane;

    /// Its lane is whoever runs, one at a time.
    public RecordingClient() {
        this(Runnable::run);
    }

    public RecordingClient(Executor lane) {
        this.lane = lane;
    }

    /// What came and was not taken, as it grows; for tests of one thread.
    public List<Envelope> received() {
        return received;
    }

    /// What came since the last call.
    public synchronized List<Envelope> take() {
        List<Envelope> taken = List.copyOf(received);
        received.clear();
        return taken;
    }

    /// The reply with the cid, which is taken out of what came.
    public synchronized Envelope awaitReply(String cid) {
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
            lane.execute(task);
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
