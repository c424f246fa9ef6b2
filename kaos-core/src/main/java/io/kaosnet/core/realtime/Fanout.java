package io.kaosnet.core.realtime;

import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.session.Encoding;
import io.kaosnet.core.session.Lane;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// The one way from an event to many sessions: encoded once for each wire form, one task for each
/// lane, one flush for each lane. Safe from any thread, never blocks.
public final class Fanout {
    private Fanout() {}

    /// Bytes for every wire form, made when the first session of that form needs them.
    @FunctionalInterface
    public interface Frames {
        byte[] encode(Encoding encoding);
    }

    /// To everybody in the array.
    public static void send(Presence[] targets, Envelope envelope, boolean reliable) {
        send(targets, null, encoding -> encoding.encode(envelope), reliable);
    }

    /// To everybody in the array but one session.
    public static void send(
            Presence[] targets, @Nullable Session except, Frames message, boolean reliable) {
        var frames = new byte[Encoding.MAX_COUNT][];
        Batch[] batches = null;
        for (Presence target : targets) {
            Session session = target.session();
            if (session != except) {
                batches = add(batches, session, targets.length, frames, message, reliable);
            }
        }
        post(batches);
    }

    /// To each session in the collection.
    public static void send(Collection<Session> targets, Envelope envelope, boolean reliable) {
        var frames = new byte[Encoding.MAX_COUNT][];
        Batch[] batches = null;
        Frames message = encoding -> encoding.encode(envelope);
        for (Session session : targets) {
            batches = add(batches, session, targets.size(), frames, message, reliable);
        }
        post(batches);
    }

    private static Batch @Nullable [] add(
            Batch @Nullable [] batches,
            Session session,
            int capacity,
            byte[][] frames,
            Frames message,
            boolean reliable) {
        if (session.isClosed()) {
            return batches;
        }
        Encoding encoding = session.outbound().encoding();
        byte[] frame = frames[encoding.index()];
        if (frame == null) {
            frame = message.encode(encoding);
            frames[encoding.index()] = frame;
        }
        Lane lane = session.outbound().lane();
        if (lane.isCurrent()) {
            session.outbound().write(frame, reliable);
            return batches;
        }
        Batch[] all = batches == null ? new Batch[lane.index() + 1] : batches;
        if (all.length <= lane.index()) {
            all = Arrays.copyOf(all, lane.index() + 1);
        }
        Batch batch = all[lane.index()];
        if (batch == null) {
            batch = new Batch(lane, capacity, reliable);
            all[lane.index()] = batch;
        }
        batch.add(session, frame);
        return all;
    }

    private static void post(Batch @Nullable [] batches) {
        if (batches == null) {
            return;
        }
        for (Batch batch : batches) {
            if (batch != null) {
                batch.lane.execute(batch);
            }
        }
    }

    /// What one lane is to write.
    private static final class Batch implements Runnable {
        final Lane lane;
        private final boolean reliable;
        private final Session[] sessions;
        private final byte[][] frames;
        private int count;

        Batch(Lane lane, int capacity, boolean reliable) {
            this.lane = lane;
            this.reliable = reliable;
            this.sessions = new Session[capacity];
            this.frames = new byte[capacity][];
        }

        void add(Session session, byte[] frame) {
            sessions[count] = session;
            frames[count++] = frame;
        }

        @Override
        public void run() {
            for (int i = 0; i < count; i++) {
                sessions[i].outbound().write(frames[i], reliable);
            }
        }
    }
}
