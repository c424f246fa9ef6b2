package io.kaosnet.core.match;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.realtime.FanoutBatch;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Runs the matches pinned to it: their control commands at once, their ticks when due. Owned by
/// the thread that calls [#doWork]; `offer` is safe from any thread.
final class MatchLane {
    private static final int MAX_TICKS_PER_FLUSH = 256;
    private static final long MIN_GAP_NS = 1_000_000;

    final Clock clock;
    final FanoutBatch out = new FanoutBatch();
    final MatchObserver observer;
    private final TickPhases phases;

    /// Bounded by the matches: each is in it once, or twice while it moves.
    private final Queue<HostedMatch> ready = new ConcurrentLinkedQueue<>();
    private volatile int size;
    private volatile @Nullable Thread owner;
    private volatile boolean parked;
    private long wokenNs;

    /// @param originNs where the lane's seconds begin
    MatchLane(Clock clock, MatchObserver observer, long originNs) {
        this.clock = clock;
        this.observer = observer;
        this.phases = new TickPhases(originNs);
    }

    /// Asks for the match's commands to be run soon.
    void offer(HostedMatch match) {
        ready.add(match);
        Thread thread = owner;
        if (parked && thread != null) {
            LockSupport.unpark(thread);
        }
    }

    boolean isCurrent() {
        return Thread.currentThread().equals(owner);
    }

    /// Matches that tick here.
    int size() {
        return size;
    }

    /// Runs what is due.
    ///
    /// @return how many commands batches and ticks
    int doWork(long nowNs) {
        owner = Thread.currentThread();
        int work = 0;
        HostedMatch match;
        while (work < MAX_TICKS_PER_FLUSH && (match = ready.poll()) != null) {
            work++;
            if (match.lane() != this) {
                match.lane().offer(match);
            } else {
                if (match.phase == null && !match.hasEnded()) {
                    enter(match, nowNs);
                }
                match.runControl(nowNs);
                settle(match);
            }
        }
        work += runTicks(nowNs, work == 0 ? nowNs : clock.nowNs(), MAX_TICKS_PER_FLUSH - work);
        out.flush();
        return work;
    }

    private int runTicks(long nowNs, long startNs, int max) {
        int ticks = 0;
        long atNs = startNs;
        TickPhase phase;
        while (ticks < max && (phase = phases.due(nowNs)) != null) {
            HostedMatch match;
            while (ticks < max && (match = phase.next()) != null) {
                ticks++;
                atNs = match.runTick(atNs, phase.nextNs());
                settle(match);
            }
            if (ticks < max) {
                int skipped = phases.endRound(nowNs);
                if (skipped > 0) {
                    observer.onLoss(MatchObserver.Loss.TICKS_SKIPPED, skipped);
                }
            }
        }
        return ticks;
    }

    /// When the next tick is due; [Long#MAX_VALUE] away when there is none.
    long untilNextNs(long nowNs) {
        return phases.untilNextNs(nowNs);
    }

    /// Waits until a tick is due or a command is offered. Ticks that are due within a millisecond
    /// run together: a thread that wakes for each of them costs several times what an empty tick
    /// does. A lane with few matches has none that would wait.
    void idle(long maxNs) {
        parked = true;
        try {
            long nowNs = clock.nowNs();
            long waitNs = Math.max(untilNextNs(nowNs), wokenNs + MIN_GAP_NS - nowNs);
            if (waitNs > 0 && ready.isEmpty()) {
                LockSupport.parkNanos(this, Math.min(maxNs, waitNs));
            }
            wokenNs = clock.nowNs();
        } finally {
            parked = false;
        }
    }

    private void enter(HostedMatch match, long nowNs) {
        match.phase = phases.enter(match, match.listed().tickRateHz(), nowNs);
        size = phases.count();
    }

    /// Takes the match out when it has ended or goes elsewhere.
    private void settle(HostedMatch match) {
        if (match.hasEnded()) {
            leave(match);
            match.close();
        } else if (match.moveTo() != null) {
            leave(match);
            match.move();
        }
    }

    private void leave(HostedMatch match) {
        TickPhase phase = match.phase;
        if (phase != null) {
            phases.leave(match, phase);
            match.phase = null;
            size = phases.count();
        }
    }
}
