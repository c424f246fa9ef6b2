package io.kaosnet.core.match;

import io.kaosnet.core.presence.Presence;
import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.PresenceMeta;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Match;
import io.kaosnet.protocol.realtime.MatchPresenceEvent;
import io.kaosnet.runtime.JoinDecision;
import io.kaosnet.runtime.JoinRequest;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.MatchPresence.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One authoritative match. Owned by its lane; the `offer` methods and what they say of it are
/// safe
/// from any thread.
final class HostedMatch {
    private static final Logger LOG = LoggerFactory.getLogger(HostedMatch.class);
    private static final long NS_PER_SEC = 1_000_000_000L;

    /// A match this many ticks behind gives up on them.
    private static final int MAX_TICKS_BEHIND = 8;

    final HostedMatches host;
    final MatchHandler handler;
    final MatchScope scope;
    private final MatchId id;
    private final String idText;
    private final String handlerName;
    private final long order;
    private final StreamKey stream;
    private final MatchInbox inbox;
    private final Queue<Runnable> control = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isReady = new AtomicBoolean();
    private final AtomicInteger waitingJoins = new AtomicInteger();
    private final AtomicInteger waitingSignals = new AtomicInteger();
    private volatile MatchLane lane;
    private volatile MatchListed listed;
    private volatile int seatCount;
    private volatile boolean closed;
    private volatile long busyNs;
    private long totalNs;

    int heapIndex = -1;
    long nextTickNs;
    private long periodNs;
    private int reconnectGraceMs;
    private long tick;
    private int errorsInRow;
    private long emptySinceNs;
    private long stopAtNs;
    private boolean isStopping;
    private boolean ended;
    private @Nullable MatchLane moveTo;
    private final List<Seat> seats = new ArrayList<>(2);
    private final Map<UUID, Seat> bySession = new HashMap<>(4);
    private int heldCount;
    private @Nullable MatchDataEncoder encoder;

    HostedMatch(
            HostedMatches host, MatchId id, String handlerName, MatchHandler handler, long order) {
        this.host = host;
        this.id = id;
        this.idText = id.toString();
        this.handlerName = handlerName;
        this.handler = handler;
        this.order = order;
        this.stream = id.stream();
        this.inbox = new MatchInbox(host.config.inputQueueCapacity());
        this.scope = new MatchScope(this);
        this.lane = host.pickLane();
        this.listed = new MatchListed(this, 1, "");
    }

    // ---- start, on the creating thread

    /// Takes what the handler asks for.
    ///
    /// @throws IllegalArgumentException for what is out of range
    void begin(MatchInit init, long nowNs) {
        int rateHz = init.tickRateHz();
        if (rateHz < 1 || rateHz > MatchInit.MAX_TICK_RATE_HZ) {
            throw new IllegalArgumentException("tick rate: " + rateHz + " (expected: 1..128)");
        }
        MatchScope.requireLabel(init.label());
        this.periodNs = NS_PER_SEC / rateHz;
        this.reconnectGraceMs =
                init.reconnectGraceMs() == MatchInit.STANDARD_GRACE
                        ? host.config.reconnectGraceMs()
                        : Math.max(0, init.reconnectGraceMs());
        this.nextTickNs = nowNs + periodNs;
        this.emptySinceNs = nowNs;
        this.listed = new MatchListed(this, rateHz, init.label());
    }

    /// Puts back what a match had before a restart; its players' seats are held.
    void resume(long tickBefore, List<MatchPresence> players, long nowNs) {
        this.tick = tickBefore;
        for (MatchPresence player : players) {
            var seat = new Seat(this, player, null);
            seats.add(seat);
            hold(seat, nowNs, host.config.restoreGraceSec() * 1000L);
        }
        seatCount = seats.size();
    }

    // ---- from any thread

    MatchId id() {
        return id;
    }

    String idText() {
        return idText;
    }

    String handlerName() {
        return handlerName;
    }

    /// Grows with creation, for listings.
    long order() {
        return order;
    }

    StreamKey stream() {
        return stream;
    }

    MatchLane lane() {
        return lane;
    }

    MatchListed listed() {
        return listed;
    }

    int seatCount() {
        return seatCount;
    }

    int inputDepth() {
        return inbox.depth();
    }

    boolean isClosed() {
        return closed;
    }

    /// Time spent in callbacks.
    long busyNs() {
        return busyNs;
    }

    void offerInput(MatchMessage message) {
        if (!inbox.offer(message)) {
            host.observer.onLoss(MatchObserver.Loss.INPUT_QUEUE_FULL, 1);
        }
    }

    void offer(Runnable command) {
        control.add(command);
        if (isReady.compareAndSet(false, true)) {
            lane.offer(this);
        }
    }

    /// Queues a join; its answer comes through the attempt.
    ///
    /// @return false when too many wait
    boolean offerJoin(MatchJoinAttempt attempt) {
        if (waitingJoins.incrementAndGet() > host.config.joinAttemptQueueCapacity()) {
            waitingJoins.decrementAndGet();
            host.observer.onLoss(MatchObserver.Loss.JOIN_QUEUE_FULL, 1);
            return false;
        }
        offer(
                () -> {
                    waitingJoins.decrementAndGet();
                    onJoin(attempt);
                });
        return true;
    }

    /// @return false when too many wait
    boolean offerSignal(MatchAnswer<String> answer, String data) {
        if (waitingSignals.incrementAndGet() > host.config.signalQueueCapacity()) {
            waitingSignals.decrementAndGet();
            host.observer.onLoss(MatchObserver.Loss.SIGNAL_QUEUE_FULL, 1);
            return false;
        }
        offer(
                () -> {
                    waitingSignals.decrementAndGet();
                    onSignal(answer, data);
                });
        return true;
    }

    /// The session is no longer on the match's stream.
    void offerLeave(UUID sessionId, LeaveReason reason) {
        offer(() -> onLeave(sessionId, reason));
    }

    // ---- on the lane

    long tick() {
        return tick;
    }

    boolean hasEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    int reconnectGraceMs() {
        return reconnectGraceMs;
    }

    List<Seat> seats() {
        return seats;
    }

    void setLabel(String label) {
        listed = new MatchListed(this, listed.tickRateHz(), label);
    }

    @Nullable MatchLane moveTo() {
        return moveTo;
    }

    /// Asks for a thread of its own.
    void wantOwnLane() {
        if (moveTo == null && lane.isCurrent() && !host.isOwnLane(lane)) {
            MatchLane own = host.ownLane(this);
            if (own != lane) {
                moveTo = own;
            }
        }
    }

    /// Hands the match over; it must not be touched here afterwards.
    void move() {
        MatchLane target = moveTo;
        if (target == null) {
            return;
        }
        moveTo = null;
        host.observer.onMoved(handlerName);
        lane = target;
        target.offer(this);
    }

    void runControl(long nowNs) {
        isReady.set(false);
        Runnable command;
        while (!ended && moveTo == null && (command = control.poll()) != null) {
            command.run();
            scope.flushDeferred();
        }
        if (!control.isEmpty() && isReady.compareAndSet(false, true)) {
            lane.offer(this);
        }
    }

    /// Runs one loop and sets the next due time.
    void runTick(long nowNs) {
        long startNs = lane.clock.nowNs();
        List<MatchMessage> messages = inbox.take();
        scope.enter();
        try {
            handler.loop(scope, messages);
            errorsInRow = 0;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            onError("loop", e);
        }
        tick++;
        scope.flushDeferred();
        if (heldCount > 0) {
            releaseHeld(nowNs);
        }
        stopWhenDue(nowNs);
        long endNs = lane.clock.nowNs();
        totalNs += endNs - startNs;
        busyNs = totalNs;
        lane.observer.onTick(endNs - startNs, startNs - nextTickNs);
        nextTickNs += periodNs;
        long behind = (nowNs - nextTickNs) / periodNs;
        if (behind > MAX_TICKS_BEHIND) {
            nextTickNs += behind * periodNs;
            lane.observer.onLoss(MatchObserver.Loss.TICKS_SKIPPED, (int) behind);
        }
    }

    private void stopWhenDue(long nowNs) {
        if (isStopping && nowNs - stopAtNs >= 0) {
            ended = true;
        }
        int maxEmptySec = host.config.maxEmptySec();
        if (maxEmptySec > 0
                && seats.isEmpty()
                && nowNs - emptySinceNs >= maxEmptySec * NS_PER_SEC) {
            ended = true;
        }
    }

    /// Tells the handler that the server stops; the match ends when it says so or after the grace.
    void onTerminate(int graceSec) {
        if (isStopping) {
            return;
        }
        isStopping = true;
        stopAtNs = lane.clock.nowNs() + graceSec * NS_PER_SEC;
        scope.enter();
        try {
            handler.terminate(scope, graceSec);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            onError("terminate", e);
        }
        if (graceSec == 0) {
            ended = true;
        }
    }

    /// The state for a later restore, or null; the match ends here when there is one.
    MatchSnapshots.@Nullable Saved onSnapshot() {
        scope.enter();
        try {
            byte[] state = handler.snapshot(scope);
            if (state == null) {
                return null;
            }
            List<MatchPresence> players = new ArrayList<>(seats.size());
            for (Seat seat : seats) {
                players.add(seat.presence);
            }
            ended = true;
            return new MatchSnapshots.Saved(id, handlerName, tick, players, state);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            onError("snapshot", e);
            return null;
        }
    }

    private void onError(String callback, Throwable error) {
        host.observer.onError(handlerName, callback);
        errorsInRow++;
        int max = host.config.maxErrorsInRow();
        boolean isFatal = error instanceof io.kaosnet.runtime.MatchFailure;
        if (isFatal || (max > 0 && errorsInRow >= max)) {
            LOG.error(
                    "match ends match={} handler={} callback={} errors={}",
                    idText,
                    handlerName,
                    callback,
                    errorsInRow,
                    error);
            host.tellEnd(this, "the match failed");
            ended = true;
        } else if (errorsInRow == 1 || Integer.bitCount(errorsInRow) == 1) {
            // The first, and then ever more rarely: a broken loop runs 60 times a second.
            LOG.error(
                    "match callback failed match={} handler={} callback={} inRow={}",
                    idText,
                    handlerName,
                    callback,
                    errorsInRow,
                    error);
        }
    }

    // ---- players, on the lane

    private void onJoin(MatchJoinAttempt attempt) {
        Session session = attempt.session();
        Seat seat = bySession.get(session.id());
        if (seat != null) {
            attempt.complete(new MatchJoinAttempt.Joined(seat, reply(seat, true)));
            return;
        }
        seat = returningSeat(attempt);
        if (seat != null) {
            attempt.complete(sitDownAgain(seat, session));
            return;
        }
        var presence =
                new MatchPresence(
                        session.userId().toString(),
                        session.id().toString(),
                        session.username(),
                        id.node(),
                        Reason.JOIN);
        JoinDecision decision = decide(attempt, presence);
        if (!decision.accepted()) {
            attempt.complete(new MatchJoinAttempt.Refused(decision.reason()));
            return;
        }
        seat = new Seat(this, presence, session);
        bySession.put(session.id(), seat);
        if (track(session) == null) {
            bySession.remove(session.id());
            attempt.complete(new MatchJoinAttempt.Refused("Session closed"));
            return;
        }
        seats.add(seat);
        seatCount = seats.size();
        attempt.complete(new MatchJoinAttempt.Joined(seat, reply(seat, false)));
        tellPresence(seat, true);
        scope.enter();
        try {
            handler.join(scope, List.of(presence));
            errorsInRow = 0;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            onError("join", e);
        }
    }

    private JoinDecision decide(MatchJoinAttempt attempt, MatchPresence presence) {
        if (isStopping) {
            return JoinDecision.refuse("Server is shutting down");
        }
        Session session = attempt.session();
        scope.enter();
        try {
            return handler.joinAttempt(
                    scope,
                    new JoinRequest(
                            presence,
                            attempt.metadata(),
                            session.identity().vars(),
                            session.identity().expirySec(),
                            session.caller().origin().clientIp(),
                            session.caller().origin().clientPort()));
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            onError("joinAttempt", e);
            return JoinDecision.refuse("Match could not decide on the join");
        }
    }

    /// The seat that the player had before its connection dropped: the one its token names, else
    /// any held for the same user.
    private @Nullable Seat returningSeat(MatchJoinAttempt attempt) {
        if (reconnectGraceMs == 0 && heldCount == 0) {
            return null;
        }
        String userId = attempt.session().userId().toString();
        String token = attempt.metadata().get(HostedMatches.RESUME_KEY);
        Seat held = null;
        for (Seat seat : seats) {
            if (seat.presence.userId().equals(userId)) {
                if (token != null && token.equals(seat.presence.sessionId())) {
                    return seat;
                }
                if (seat.isHeld() && held == null) {
                    held = seat;
                }
            }
        }
        return held;
    }

    private MatchJoinAttempt.Result sitDownAgain(Seat seat, Session session) {
        Session before = seat.session;
        if (before != null) {
            bySession.remove(before.id());
            seat.session = null;
            host.presences.untrack(before, stream);
        }
        bySession.put(session.id(), seat);
        if (track(session) == null) {
            bySession.remove(session.id());
            if (!seat.isHeld()) {
                hold(seat, lane.clock.nowNs(), reconnectGraceMs);
            }
            return new MatchJoinAttempt.Refused("Session closed");
        }
        seat.session = session;
        ReplayRing missed = seat.missed;
        if (missed != null) {
            seat.missed = null;
            heldCount--;
            Fanout.Frames message;
            while ((message = missed.poll()) != null) {
                lane.out.begin(message, true);
                lane.out.add(session);
            }
        }
        return new MatchJoinAttempt.Joined(seat, reply(seat, false));
    }

    private @Nullable Presence track(Session session) {
        Presences.Tracked tracked = host.presences.track(session, stream, PresenceMeta.VISIBLE);
        return tracked.presence();
    }

    private Envelope reply(Seat self, boolean withSelf) {
        Match.Builder match =
                Match.newBuilder()
                        .setMatchId(idText)
                        .setAuthoritative(true)
                        .setLabel(com.google.protobuf.StringValue.of(listed.label()))
                        .setSelf(self.proto);
        for (Seat seat : seats) {
            if (withSelf || seat != self) {
                match.addPresences(seat.proto);
            }
        }
        return Envelope.newBuilder().setMatch(match.setSize(match.getPresencesCount())).build();
    }

    private void onLeave(UUID sessionId, LeaveReason reason) {
        Seat seat = bySession.remove(sessionId);
        if (seat == null) {
            return;
        }
        seat.session = null;
        if (reason == LeaveReason.DISCONNECT && reconnectGraceMs > 0 && !isStopping) {
            hold(seat, lane.clock.nowNs(), reconnectGraceMs);
            return;
        }
        stand(seat, reason == LeaveReason.DISCONNECT ? Reason.DISCONNECT : Reason.LEAVE);
    }

    private void hold(Seat seat, long nowNs, long graceMs) {
        seat.missed = new ReplayRing(host.config.replayCapacity());
        seat.heldUntilNs = nowNs + graceMs * 1_000_000L;
        heldCount++;
    }

    private void releaseHeld(long nowNs) {
        for (int i = seats.size() - 1; i >= 0; i--) {
            Seat seat = seats.get(i);
            if (seat.isHeld() && nowNs - seat.heldUntilNs >= 0) {
                seat.missed = null;
                heldCount--;
                stand(seat, Reason.DISCONNECT);
            }
        }
    }

    /// The player is gone for good.
    private void stand(Seat seat, Reason reason) {
        seats.remove(seat);
        seatCount = seats.size();
        if (seats.isEmpty()) {
            emptySinceNs = lane.clock.nowNs();
        }
        tellPresence(seat, false);
        scope.enter();
        try {
            handler.leave(scope, List.of(seat.presence.withReason(reason)));
            errorsInRow = 0;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            onError("leave", e);
        }
    }

    /// Takes players out; their `leave` follows as a command of its own.
    void kick(MatchPresence presence) {
        for (int i = 0; i < seats.size(); i++) {
            Seat seat = seats.get(i);
            if (seat.presence.sessionId().equals(presence.sessionId())) {
                Session session = seat.session;
                if (session != null) {
                    host.presences.untrack(session, stream, LeaveReason.KICK);
                } else if (seat.isHeld()) {
                    seat.missed = null;
                    heldCount--;
                    offer(() -> stand(seat, Reason.LEAVE));
                }
                return;
            }
        }
    }

    private void tellPresence(Seat seat, boolean joined) {
        var event = MatchPresenceEvent.newBuilder().setMatchId(idText);
        if (joined) {
            event.addJoins(seat.proto);
        } else {
            event.addLeaves(seat.proto);
        }
        Envelope envelope = Envelope.newBuilder().setMatchPresenceEvent(event).build();
        send(encoding -> encoding.encode(envelope), null, true);
    }

    /// Writes match data that the match itself sends.
    MatchDataEncoder encoder() {
        MatchDataEncoder made = encoder;
        if (made == null) {
            made = new MatchDataEncoder(idText, null);
            encoder = made;
        }
        return made;
    }

    /// Sends to the members, or to those of the targets that are members. Hot.
    void send(Fanout.Frames message, @Nullable List<MatchPresence> targets, boolean reliable) {
        lane.out.begin(message, reliable);
        for (int i = 0; i < seats.size(); i++) {
            Seat seat = seats.get(i);
            if (targets == null || isTarget(seat, targets)) {
                Session session = seat.session;
                if (session != null) {
                    lane.out.add(session);
                } else if (reliable && seat.missed != null && !seat.missed.add(message)) {
                    host.observer.onLoss(MatchObserver.Loss.REPLAY_QUEUE_FULL, 1);
                }
            }
        }
    }

    private static boolean isTarget(Seat seat, List<MatchPresence> targets) {
        for (int i = 0; i < targets.size(); i++) {
            if (targets.get(i).sessionId().equals(seat.presence.sessionId())) {
                return true;
            }
        }
        return false;
    }

    private void onSignal(MatchAnswer<String> answer, String data) {
        answer.complete(signal(data));
    }

    /// Runs the handler's signal callback; null when it failed.
    @Nullable String signal(String data) {
        scope.enter();
        try {
            String result = handler.signal(scope, data);
            errorsInRow = 0;
            return result;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            onError("signal", e);
            return null;
        }
    }

    /// The last thing that happens: everybody is off the stream, the host forgets the match.
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        lane.out.flush();
        host.onClosed(this);
        for (Seat seat : seats) {
            Session session = seat.session;
            seat.session = null;
            if (session != null) {
                host.presences.untrack(session, stream);
            }
        }
        control.clear();
        try {
            handler.close();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("match close failed match={} handler={}", idText, handlerName, e);
        }
    }
}
