package io.kaosnet.core.match;

import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.realtime.UserPresence;
import io.kaosnet.runtime.Dispatcher;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.runtime.Server;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a match's callbacks see of it and do to it. Owned by the match's lane.
final class MatchScope implements MatchContext, Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger("match");

    private static final byte[] NOTHING = {};

    private final HostedMatch match;
    private final List<Deferred> deferred = new ArrayList<>(0);
    private long nowMs;

    private record Deferred(
            Fanout.Frames message, @Nullable List<MatchPresence> targets, boolean reliable) {}

    MatchScope(HostedMatch match) {
        this.match = match;
    }

    /// Called before each callback.
    void enter() {
        nowMs = match.host.clock.nowMs();
    }

    /// Called after each callback.
    void flushDeferred() {
        if (!deferred.isEmpty()) {
            for (Deferred message : deferred) {
                match.send(message.message(), message.targets(), message.reliable());
            }
            deferred.clear();
        }
    }

    static void requireLabel(String label) {
        int bytes = label.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MatchInit.MAX_LABEL_BYTES) {
            throw new IllegalArgumentException("label: " + bytes + " bytes (expected: <= 2048)");
        }
    }

    @Override
    public String id() {
        return match.idText();
    }

    @Override
    public String node() {
        return match.id().node();
    }

    @Override
    public Map<String, String> env() {
        return match.host.env();
    }

    @Override
    public long tick() {
        return match.tick();
    }

    @Override
    public int tickRateHz() {
        return match.listed().tickRateHz();
    }

    @Override
    public String label() {
        return match.listed().label();
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public List<MatchPresence> presences() {
        return match.presences();
    }

    @Override
    public Dispatcher dispatcher() {
        return this;
    }

    @Override
    public void end() {
        match.end();
    }

    @Override
    public void beforeBlocking() {
        match.wantOwnLane();
    }

    @Override
    public Logger logger() {
        return LOG;
    }

    @Override
    public Server server() {
        return match.host.server();
    }

    @Override
    public void broadcast(
            long opCode,
            byte @Nullable [] data,
            @Nullable List<MatchPresence> targets,
            @Nullable MatchPresence sender,
            boolean reliable) {
        if (targets != null && targets.isEmpty()) {
            return;
        }
        match.send(frames(opCode, data, sender, reliable), targets, reliable);
    }

    @Override
    public void broadcastDeferred(
            long opCode,
            byte @Nullable [] data,
            @Nullable List<MatchPresence> targets,
            @Nullable MatchPresence sender,
            boolean reliable) {
        if (targets != null && targets.isEmpty()) {
            return;
        }
        if (deferred.size() >= match.host.config.deferredQueueCapacity()) {
            throw new RuntimeError(
                    RuntimeError.RESOURCE_EXHAUSTED,
                    "deferred messages: queue full (match.deferred_queue_size)");
        }
        deferred.add(new Deferred(frames(opCode, data, sender, reliable), targets, reliable));
    }

    /// The array is the message's from here on: it may wait for a dropped player.
    private Fanout.Frames frames(
            long opCode, byte @Nullable [] data, @Nullable MatchPresence sender, boolean reliable) {
        byte[] payload = data == null ? NOTHING : data;
        MatchDataEncoder encoder = sender == null ? match.encoder() : encoderOf(sender);
        return encoding -> encoding.encodeMatchData(encoder, opCode, payload, reliable);
    }

    private MatchDataEncoder encoderOf(MatchPresence sender) {
        for (Seat seat : match.seats()) {
            if (seat.presence.sessionId().equals(sender.sessionId())) {
                return seat.encoder();
            }
        }
        return new MatchDataEncoder(
                match.idText(),
                UserPresence.newBuilder()
                        .setUserId(sender.userId())
                        .setSessionId(sender.sessionId())
                        .setUsername(sender.username())
                        .build());
    }

    @Override
    public void kick(List<MatchPresence> presences) {
        for (MatchPresence presence : presences) {
            match.kick(presence);
        }
    }

    @Override
    public void updateLabel(String label) {
        try {
            requireLabel(label);
        } catch (IllegalArgumentException e) {
            throw new RuntimeError(RuntimeError.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
        match.setLabel(label);
    }
}
