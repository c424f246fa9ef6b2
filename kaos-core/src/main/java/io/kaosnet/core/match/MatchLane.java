package io.kaosnet.core.match;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.realtime.FanoutBatch;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Runs the matches pinned to it: their control commands at once, their ticks when due. Owned by
/// the thread that calls [#doWork]; `offer` is safe from any thread.
///
/// Due times are kept in a heap and advance by whole periods from the first one, so a late tick
/// does not delay those after it.
final class MatchLane {
    private static final int MAX_TICKS_PER_FLUSH = 256;
    private static final long MIN_GAP_NS = 1_000_000;

    final Clock clock;
    final FanoutBatch out = new FanoutBatch();
    final MatchObserver observer;

    /// Bounded by the matches: each is in it once, or twice while it moves.
    private final Queue<HostedMatch> ready = new ConcurrentLinkedQueue<>();
    private HostedMatch[] heap = new HostedMatch[16];
    private volatile int size;
    private volatile @Nullable Thread owner;
    private volatile boolean parked;
    private long wokenNs;

    MatchLane(Clock clock, MatchObserver observer) {
        this.clock = clock;
        this.observer = observer;
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
                if (match.heapIndex < 0 && !match.hasEnded()) {
                    push(match);
                }
                match.runControl(nowNs);
                settle(match);
            }
        }
        while (work < MAX_TICKS_PER_FLUSH && size > 0 && heap[0].nextTickNs - nowNs <= 0) {
            work++;
            match = heap[0];
            match.runTick(nowNs);
            settle(match);
        }
        out.flush();
        return work;
    }

    /// When the next tick is due; [Long#MAX_VALUE] away when there is none.
    long untilNextNs(long nowNs) {
        return size == 0 ? Long.MAX_VALUE : heap[0].nextTickNs - nowNs;
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

    /// Puts the match where its next tick belongs, or takes it out.
    private void settle(HostedMatch match) {
        if (match.hasEnded()) {
            remove(match);
            match.close();
        } else if (match.moveTo() != null) {
            remove(match);
            match.move();
        } else if (match.heapIndex >= 0) {
            siftDown(siftUp(match.heapIndex));
        }
    }

    private void push(HostedMatch match) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, heap.length * 2);
        }
        put(size, match);
        int last = size;
        size = last + 1;
        siftUp(last);
    }

    @SuppressWarnings("NullAway") // The freed place is beyond the heap's size: nobody reads it.
    private void remove(HostedMatch match) {
        int index = match.heapIndex;
        if (index < 0) {
            return;
        }
        int last = size - 1;
        size = last;
        HostedMatch moved = heap[last];
        heap[last] = null;
        match.heapIndex = -1;
        if (index != last) {
            put(index, moved);
            siftDown(siftUp(index));
        }
    }

    private void put(int index, HostedMatch match) {
        heap[index] = match;
        match.heapIndex = index;
    }

    private int siftUp(int start) {
        int index = start;
        HostedMatch match = heap[index];
        while (index > 0) {
            int parent = (index - 1) >> 1;
            if (match.nextTickNs - heap[parent].nextTickNs >= 0) {
                break;
            }
            put(index, heap[parent]);
            index = parent;
        }
        put(index, match);
        return index;
    }

    private void siftDown(int start) {
        int index = start;
        HostedMatch match = heap[index];
        int count = size;
        while (true) {
            int child = index * 2 + 1;
            if (child >= count) {
                break;
            }
            if (child + 1 < count && heap[child + 1].nextTickNs - heap[child].nextTickNs < 0) {
                child++;
            }
            if (heap[child].nextTickNs - match.nextTickNs >= 0) {
                break;
            }
            put(index, heap[child]);
            index = child;
        }
        put(index, match);
    }
}
