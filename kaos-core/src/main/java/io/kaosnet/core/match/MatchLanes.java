package io.kaosnet.core.match;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.thread.LaneThread;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads of the match lanes: one for each shared lane, and a virtual one for each match that
/// waits inside its callbacks. Safe from any thread.
final class MatchLanes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MatchLanes.class);
    private static final long MAX_IDLE_NS = 100_000_000;

    private final Clock clock;
    private final MatchObserver observer;
    private final MatchLane[] shared;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;
    private volatile boolean started;

    MatchLanes(int count, Clock clock, MatchObserver observer) {
        this.clock = clock;
        this.observer = observer;
        this.shared = new MatchLane[count];
        for (int i = 0; i < count; i++) {
            shared[i] = new MatchLane(clock, observer, i * TickPhases.LINE_NS / count);
        }
    }

    void start() {
        started = true;
        for (int i = 0; i < shared.length; i++) {
            MatchLane lane = shared[i];
            Thread thread =
                    Thread.ofPlatform().name("match-lane-" + i).daemon().unstarted(() -> run(lane));
            threads.add(thread);
            thread.start();
        }
    }

    /// Runs the shared lanes by hand, for tests.
    int doWork(long nowNs) {
        int work = 0;
        for (MatchLane lane : shared) {
            work += lane.doWork(nowNs);
        }
        return work;
    }

    /// The shared lane with the fewest matches.
    MatchLane pick() {
        MatchLane best = shared[0];
        for (MatchLane lane : shared) {
            if (lane.size() < best.size()) {
                best = lane;
            }
        }
        return best;
    }

    /// A lane for one match alone, whose thread may wait; null when lanes are run by hand.
    MatchLane own(HostedMatch match) {
        if (!started) {
            return match.lane();
        }
        var lane = new MatchLane(clock, observer, 0);
        LaneThread.start(
                "match-" + match.id(),
                () -> {
                    while (!stopped && !match.isClosed()) {
                        step(lane);
                    }
                });
        return lane;
    }

    /// Whether the lane has one match only.
    boolean isOwn(MatchLane lane) {
        for (MatchLane one : shared) {
            if (one == lane) {
                return false;
            }
        }
        return true;
    }

    private void run(MatchLane lane) {
        while (!stopped) {
            step(lane);
        }
    }

    private void step(MatchLane lane) {
        try {
            if (lane.doWork(clock.nowNs()) == 0) {
                lane.idle(MAX_IDLE_NS);
            }
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("match lane failed", e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            thread.interrupt();
        }
    }
}
