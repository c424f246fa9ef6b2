package io.kaosnet.core.realtime;

import io.kaosnet.core.session.Encoding;
import io.kaosnet.core.session.Lane;
import io.kaosnet.core.session.Session;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Collects many messages to many sessions and hands each lane all of its writes as one task.
/// Owned by one thread. For senders that run in steps, such as match lanes; [Fanout] is for single
/// events.
public final class FanoutBatch {
    private static final int INITIAL_CAPACITY = 16;

    private final byte[][] encoded = new byte[Encoding.MAX_COUNT][];
    private Fanout.@Nullable Frames message;
    private boolean reliable;
    private @Nullable Writes[] byLane = new Writes[1];
    private int count;

    /// Starts with a message; the next [#add] calls name who gets it.
    public void begin(Fanout.Frames message, boolean reliable) {
        this.message = message;
        this.reliable = reliable;
        Arrays.fill(encoded, null);
    }

    public void add(Session session) {
        Fanout.Frames frames = message;
        if (frames == null || session.isClosed()) {
            return;
        }
        Encoding encoding = session.outbound().encoding();
        byte[] frame = encoded[encoding.index()];
        if (frame == null) {
            frame = frames.encode(encoding);
            encoded[encoding.index()] = frame;
        }
        Lane lane = session.outbound().lane();
        int index = lane.index();
        if (index >= byLane.length) {
            byLane = Arrays.copyOf(byLane, index + 1);
        }
        Writes writes = byLane[index];
        if (writes == null || !writes.lane.equals(lane)) {
            flushOne(index);
            writes = new Writes(lane);
            byLane[index] = writes;
        }
        writes.add(session, frame, reliable);
        count++;
    }

    /// Hands everything over.
    ///
    /// @return how many writes
    public int flush() {
        int flushed = count;
        if (flushed > 0) {
            for (int i = 0; i < byLane.length; i++) {
                flushOne(i);
            }
            count = 0;
        }
        message = null;
        return flushed;
    }

    private void flushOne(int index) {
        Writes writes = byLane[index];
        if (writes != null) {
            byLane[index] = null;
            writes.lane.execute(writes);
        }
    }

    /// What one lane is to write, in order; belongs to that lane once handed over.
    private static final class Writes implements Runnable {
        final Lane lane;
        private Session[] sessions = new Session[INITIAL_CAPACITY];
        private byte[][] frames = new byte[INITIAL_CAPACITY][];
        private boolean[] reliable = new boolean[INITIAL_CAPACITY];
        private int count;

        Writes(Lane lane) {
            this.lane = lane;
        }

        void add(Session session, byte[] frame, boolean isReliable) {
            if (count == sessions.length) {
                sessions = Arrays.copyOf(sessions, count * 2);
                frames = Arrays.copyOf(frames, count * 2);
                reliable = Arrays.copyOf(reliable, count * 2);
            }
            sessions[count] = session;
            frames[count] = frame;
            reliable[count++] = isReliable;
        }

        @Override
        public void run() {
            for (int i = 0; i < count; i++) {
                sessions[i].outbound().write(frames[i], reliable[i]);
            }
        }
    }
}
