package io.kaosnet.core.match;

import io.kaosnet.core.presence.PresenceListener.LeaveReason;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.realtime.Fanout;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.hot.MatchDataEncoder;
import io.kaosnet.runtime.MatchFailure;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One authoritative match: its ticks, its commands, its end. Owned by its lane; the `offer`
/// methods and what they say of it are safe from any thread.
final class HostedMatch {
    private static final Logger LOG = LoggerFactory.getLogger(HostedMatch.class);
    private static final long NS_PER_SEC = 1_000_000_000L;

    final HostedMatches host;
    final MatchHandler handler;
    final MatchScope scope;
    private final MatchId id;
    private final String idText;
    private final String handlerName;
    private final long order;
    private final StreamKey stream;
    private final MatchPlayers players;
    private final MatchInbox inbox;

    /// Bounded by what goes in: joins and signals are counted and refused beyond their capacities,
    /// and each player leaves once.
    private final Queue<Runnable> control = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isReady = new AtomicBoolean();
    private final AtomicInteger waitingJoins = new AtomicInteger();
    private final AtomicInteger waitingSignals = new AtomicInteger();
    private volatile MatchLane lane;
    private volatile MatchListed listed;
    private volatile boolean closed;
    private volatile long busyNs;
    private long totalNs;

    /// When it ticks on its lane; null until the lane has taken it.
    @Nullable TickPhase phase;

    private long tick;
    private int errorsInRow;
    private long stopAtNs;
    private boolean isStopping;
    private boolean ended;
    private boolean isOpen;
    private boolean wantsOwnLane;
    private @Nullable MatchLane moveTo;
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
        this.players = new MatchPlayers(this);
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
        players.begin(
                init.reconnectGraceMs() == MatchInit.STANDARD_GRACE
                        ? host.config.reconnectGraceMs()
                        : Math.max(0, init.reconnectGraceMs()),
                nowNs);
        this.listed = new MatchListed(this, rateHz, init.label());
    }

    /// Puts back what a match had before a restart; its players' seats are held.
    void resume(long tickBefore, List<MatchPresence> before, long nowNs) {
        this.tick = tickBefore;
        players.restore(before, nowNs);
    }

    /// Hands the match to its lane; it must not be touched here afterwards.
    void open() {
        isOpen = true;
        if (wantsOwnLane) {
            host.observer.onMoved(handlerName);
            lane = host.ownLane(this);
        }
        offer(scope::flushDeferred);
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
        return players.count();
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
                    players.onJoin(attempt);
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
        offer(() -> players.onLeave(sessionId, reason));
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

    boolean isStopping() {
        return isStopping;
    }

    List<Seat> seats() {
        return players.seats();
    }

    List<MatchPresence> presences() {
        return players.presences();
    }

    /// Takes a player out.
    void kick(MatchPresence presence) {
        players.kick(presence);
    }

    void setLabel(String label) {
        listed = new MatchListed(this, listed.tickRateHz(), label);
    }

    @Nullable MatchLane moveTo() {
        return moveTo;
    }

    /// Asks for a thread of its own.
    void wantOwnLane() {
        if (!isOpen) {
            wantsOwnLane = true;
        } else if (moveTo == null && lane.isCurrent() && !host.isOwnLane(lane)) {
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

    /// Runs one loop.
    ///
    /// @return when it ended
    long runTick(long startNs, long dueNs) {
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
        players.releaseHeld(startNs);
        stopWhenDue(startNs);
        long endNs = lane.clock.nowNs();
        totalNs += endNs - startNs;
        busyNs = totalNs;
        lane.observer.onTick(endNs - startNs, startNs - dueNs);
        return endNs;
    }

    private void stopWhenDue(long nowNs) {
        if (isStopping && nowNs - stopAtNs >= 0) {
            ended = true;
        }
        int maxEmptySec = host.config.maxEmptySec();
        if (maxEmptySec > 0
                && seats().isEmpty()
                && nowNs - players.emptySinceNs() >= maxEmptySec * NS_PER_SEC) {
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
            ended = true;
            return new MatchSnapshots.Saved(id, handlerName, tick, players.presences(), state);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            onError("snapshot", e);
            return null;
        }
    }

    /// Calls the handler, off the loop. What it throws is counted.
    void run(String callback, Runnable call) {
        scope.enter();
        try {
            call.run();
            errorsInRow = 0;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            onError(callback, e);
        }
    }

    void onError(String callback, Throwable error) {
        host.observer.onError(handlerName, callback);
        errorsInRow++;
        int max = host.config.maxErrorsInRow();
        boolean isFatal = error instanceof MatchFailure;
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

    // ---- messages, on the lane

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
        List<Seat> seats = players.seats();
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
        players.close();
        control.clear();
        try {
            handler.close();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            LOG.error("match close failed match={} handler={}", idText, handlerName, e);
        }
    }
}
