package io.kaosnet.core.match;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.Notifications;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.runtime.Server;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The authoritative matches that this node runs. Safe from any thread.
public final class HostedMatches implements AutoCloseable {
    /// Key in a join's metadata: the session id that a returning player had in the match.
    public static final String RESUME_KEY = "resume_token";

    /// Code of the notification that tells members of a match that it failed.
    public static final int MATCH_FAILED_CODE = -101;

    static final long ORDER_PER_SEC = 1_000_000;
    private static final long SAVE_RETRY_NS = 100_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(HostedMatches.class);

    final MatchConfig config;
    final Presences presences;
    final Clock clock;
    final MatchObserver observer;
    private final String node;
    private final Map<String, String> env;
    private final Handlers handlers;
    private final MatchLanes lanes;
    private final Map<UUID, HostedMatch> byId = new ConcurrentHashMap<>();
    private final AtomicLong lastOrder = new AtomicLong();
    private volatile @Nullable Server server;
    private volatile boolean stopping;

    /// Where match handlers come from; what it answers may change while the server runs.
    @FunctionalInterface
    public interface Handlers {
        MatchHandler.@Nullable Factory find(String name);
    }

    /// @param env the `runtime.env` settings, for handlers
    public HostedMatches(
            MatchConfig config,
            String node,
            Map<String, String> env,
            Presences presences,
            Handlers handlers,
            MatchObserver observer,
            Clock clock) {
        this.config = config;
        this.node = node;
        this.env = Map.copyOf(env);
        this.presences = presences;
        this.handlers = handlers;
        this.observer = observer;
        this.clock = clock;
        this.lanes = new MatchLanes(config.laneCount(), clock, observer);
        presences.listen(
                StreamMode.MATCH_AUTHORITATIVE,
                (stream, _, leaves, _, reason) -> {
                    HostedMatch match = byId.get(stream.subject());
                    if (match != null) {
                        for (Presence leave : leaves) {
                            match.offerLeave(leave.sessionId(), reason);
                        }
                    }
                });
    }

    /// Sets what handlers reach the server by, while the server is put together.
    public void serve(Server doors) {
        this.server = doors;
    }

    Server server() {
        Server doors = server;
        if (doors == null) {
            throw new IllegalStateException("matches run before the server is put together");
        }
        return doors;
    }

    Map<String, String> env() {
        return env;
    }

    /// Starts the lanes' threads. Without it, [#doWork] runs them by hand.
    public void start() {
        lanes.start();
    }

    /// Runs what is due on all lanes, for tests and the test kit.
    public int doWork(long nowNs) {
        return lanes.doWork(nowNs);
    }

    MatchLane pickLane() {
        return lanes.pick();
    }

    MatchLane ownLane(HostedMatch match) {
        return lanes.own(match);
    }

    boolean isOwnLane(MatchLane lane) {
        return lanes.isOwn(lane);
    }

    /// What one match takes. Immutable.
    ///
    /// @param busyMs time that its callbacks have taken so far
    /// @param inputDepth messages that wait for its next tick
    public record Load(
            String matchId,
            String handlerName,
            String label,
            int size,
            int tickRateHz,
            long busyMs,
            int inputDepth) {}

    /// The matches whose callbacks have taken most time. Looks at all of them.
    public List<Load> busiest(int limit) {
        return byId.values().stream()
                .sorted(Comparator.comparingLong(HostedMatch::busyNs).reversed())
                .limit(limit)
                .map(
                        match ->
                                new Load(
                                        match.id().toString(),
                                        match.handlerName(),
                                        match.listed().label(),
                                        match.seatCount(),
                                        match.listed().tickRateHz(),
                                        match.busyNs() / 1_000_000,
                                        match.inputDepth()))
                .toList();
    }

    public int count() {
        return byId.size();
    }

    /// Players with a seat, in all matches.
    public int seatCount() {
        int count = 0;
        for (HostedMatch match : byId.values()) {
            count += match.seatCount();
        }
        return count;
    }

    /// Messages that wait for a tick, in all matches.
    public int inputDepth() {
        int depth = 0;
        for (HostedMatch match : byId.values()) {
            depth += match.inputDepth();
        }
        return depth;
    }

    Collection<HostedMatch> all() {
        return byId.values();
    }

    @Nullable HostedMatch find(MatchId id) {
        return id.node().equals(node) ? byId.get(id.id()) : null;
    }

    /// Makes a match; its handler's `init` runs on the calling thread.
    ///
    /// @throws RuntimeError `NOT_FOUND`, `INVALID_ARGUMENT`, `UNAVAILABLE` or `INTERNAL`
    public MatchId create(String handlerName, Map<String, Object> params) {
        MatchId id = new MatchId(UUID.randomUUID(), node);
        HostedMatch match = make(id, handlerName);
        match.scope.enter();
        begin(match, () -> match.handler.init(match.scope, params));
        open(match);
        return id;
    }

    private HostedMatch make(MatchId id, String handlerName) {
        if (stopping) {
            throw new RuntimeError(RuntimeError.UNAVAILABLE, "Server is shutting down");
        }
        MatchHandler.Factory factory = handlers.find(handlerName);
        if (factory == null) {
            throw new RuntimeError(
                    RuntimeError.NOT_FOUND, "match handler \"" + handlerName + "\" not found");
        }
        try {
            return new HostedMatch(this, id, handlerName, factory.create(), nextOrder());
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            throw failed(handlerName, e);
        }
    }

    @FunctionalInterface
    private interface Init {
        MatchInit run() throws Exception;
    }

    private void begin(HostedMatch match, Init init) {
        try {
            match.begin(init.run(), clock.nowNs());
        } catch (IllegalArgumentException e) {
            match.handler.close();
            throw new RuntimeError(RuntimeError.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        } catch (RuntimeError e) {
            match.handler.close();
            throw e;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            match.handler.close();
            throw failed(match.handlerName(), e);
        }
    }

    private RuntimeError failed(String handlerName, Throwable e) {
        observer.onError(handlerName, "init");
        LOG.error("match could not be made handler={}", handlerName, e);
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new RuntimeError(
                RuntimeError.INTERNAL,
                "match handler \""
                        + handlerName
                        + "\" failed in init: "
                        + reason.lines().findFirst().orElse(""));
    }

    private void open(HostedMatch match) {
        byId.put(match.id().id(), match);
        match.open();
    }

    private long nextOrder() {
        long now = clock.nowMs() * (ORDER_PER_SEC / 1000);
        return lastOrder.updateAndGet(last -> Math.max(last + 1, now));
    }

    /// Joins a session. Blocks until the match has answered.
    ///
    /// @throws RealtimeException `MATCH_NOT_FOUND` or `MATCH_JOIN_REJECTED`
    MatchJoinAttempt.Joined join(Session session, MatchId id, Map<String, String> metadata) {
        HostedMatch match = find(id);
        if (match == null) {
            throw new RealtimeException(Error.Code.MATCH_NOT_FOUND, "Match not found");
        }
        var attempt = new MatchJoinAttempt(session, metadata);
        if (!match.offerJoin(attempt)) {
            throw new RealtimeException(Error.Code.MATCH_JOIN_REJECTED, "Match is busy");
        }
        return switch (attempt.await(config.answerTimeoutMs())) {
            case MatchJoinAttempt.Joined joined -> joined;
            case MatchJoinAttempt.Refused refused ->
                    throw new RealtimeException(
                            Error.Code.MATCH_JOIN_REJECTED,
                            refused.reason().isEmpty() ? "Match join rejected" : refused.reason());
            case null ->
                    throw new RealtimeException(
                            Error.Code.MATCH_JOIN_REJECTED, "Match did not answer in time");
        };
    }

    /// Sends a signal. Blocks until the match has answered, unless called from a match of the same
    /// lane: then it runs at once.
    ///
    /// @throws RuntimeError `NOT_FOUND`, `UNAVAILABLE` when busy, `INTERNAL` when the callback
    /// fails
    String signal(MatchId id, String data) {
        HostedMatch match = find(id);
        if (match == null) {
            throw new RuntimeError(RuntimeError.NOT_FOUND, "Match not found");
        }
        if (match.lane().isCurrent()) {
            return answered(match.signal(data));
        }
        var answer = new MatchAnswer<String>();
        if (!match.offerSignal(answer, data)) {
            throw new RuntimeError(RuntimeError.UNAVAILABLE, "Match is busy");
        }
        String result = answer.await(config.answerTimeoutMs());
        if (result == null && !answer.isGiven()) {
            throw new RuntimeError(RuntimeError.UNAVAILABLE, "Match is busy");
        }
        return answered(result);
    }

    private static String answered(@Nullable String result) {
        if (result == null) {
            throw new RuntimeError(RuntimeError.INTERNAL, "Match failed in its signal callback");
        }
        return result;
    }

    /// Tells the members why their match is about to end. On the match's lane.
    void tellEnd(HostedMatch match, String reason) {
        Notification notification =
                Notification.newBuilder()
                        .setId(UUID.randomUUID().toString())
                        .setSubject("match_failed")
                        .setCode(MATCH_FAILED_CODE)
                        .setContent(
                                "{\"match_id\":\""
                                        + match.idText()
                                        + "\",\"reason\":\""
                                        + reason
                                        + "\"}")
                        .build();
        Envelope envelope =
                Envelope.newBuilder()
                        .setNotifications(Notifications.newBuilder().addNotifications(notification))
                        .build();
        match.send(encoding -> encoding.encode(envelope), null, true);
    }

    void onClosed(HostedMatch match) {
        byId.remove(match.id().id());
        synchronized (byId) {
            byId.notifyAll();
        }
    }

    /// Waits until all matches have ended.
    ///
    /// @return whether they have
    public boolean awaitEnd(long timeoutMs) {
        long deadlineNs = System.nanoTime() + timeoutMs * 1_000_000L;
        synchronized (byId) {
            while (!byId.isEmpty()) {
                long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000L;
                if (leftMs <= 0) {
                    return false;
                }
                try {
                    byId.wait(leftMs);
                } catch (InterruptedException _) {
                    // Asked to hurry: what is left ends with the process.
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return true;
    }

    /// Brings back what [#drain] saved, before the server takes connections. What cannot go on, as
    /// when its handler is missing or fails, is saved again for the next start.
    ///
    /// @return how many matches go on
    public int restore(MatchSnapshots snapshots) {
        int restored = 0;
        List<MatchSnapshots.Saved> left = new ArrayList<>();
        for (MatchSnapshots.Saved saved : snapshots.take()) {
            try {
                HostedMatch match = make(saved.id(), saved.handlerName());
                match.scope.enter();
                begin(match, () -> match.handler.restore(match.scope, saved.state().toArray()));
                match.resume(saved.tick(), saved.players(), clock.nowNs());
                open(match);
                restored++;
            } catch (RuntimeError e) {
                LOG.warn(
                        "match not restored, kept for the next start match={} reason={}",
                        saved.id(),
                        e.text());
                left.add(saved);
            }
        }
        if (!left.isEmpty()) {
            snapshots.save(left);
        }
        return restored;
    }

    /// Stops taking matches, saves those that can go on after a restart, and lets the others come
    /// to an end. Blocks for at most the grace, or a second: one lane that hangs must not keep the
    /// other matches from being saved.
    public void drain(int graceSec, MatchSnapshots snapshots) {
        stopping = true;
        List<MatchAnswer<MatchSnapshots.Saved>> answers = new ArrayList<>();
        for (HostedMatch match : byId.values()) {
            var answer = new MatchAnswer<MatchSnapshots.Saved>();
            answers.add(answer);
            match.offer(
                    () -> {
                        MatchSnapshots.Saved saved = match.onSnapshot();
                        if (saved == null) {
                            match.onTerminate(graceSec);
                        }
                        answer.complete(saved);
                    });
        }
        List<MatchSnapshots.Saved> saved = new ArrayList<>();
        long endNs = System.nanoTime() + Math.max(graceSec, 1) * 1_000_000_000L;
        for (MatchAnswer<MatchSnapshots.Saved> answer : answers) {
            long leftMs = Math.max(0, (endNs - System.nanoTime()) / 1_000_000);
            MatchSnapshots.Saved one = answer.await(leftMs);
            if (one != null) {
                saved.add(one);
            }
        }
        if (!saved.isEmpty()) {
            save(snapshots, saved, endNs);
        }
    }

    /// A database that is restarted together with the server is waited for.
    private static void save(
            MatchSnapshots snapshots, List<MatchSnapshots.Saved> saved, long endNs) {
        while (true) {
            try {
                snapshots.save(saved);
                return;
            } catch (ApiException e) {
                if (e.code() != Code.UNAVAILABLE || System.nanoTime() - endNs >= 0) {
                    LOG.error("matches are lost, they cannot be saved count={}", saved.size());
                    throw e;
                }
                LockSupport.parkNanos(SAVE_RETRY_NS);
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        lanes.close();
    }
}
