package io.kaosnet.scripting;

import io.kaosnet.core.thread.LaneThread;
import io.kaosnet.lua.vm.LuaVm;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Keeps scripts that compute for long from taking every core: after its first moments a call needs
/// a turn, and there are fewer turns at a time than cores. Turns are short and go round, so a
/// long call is slowed by others like it, and short calls by none. In the same way one call at a
/// time may take much memory: what many take at once the collector would have to copy, while
/// everybody waits. Safe from any thread.
final class SlowLane {
    /// What a call may take of the lane that it came in on; others wait behind it.
    private static final long LANE_NS = 300_000;

    private static final long FREE_NS = 2_000_000;
    private static final long TURN_NS = 5_000_000;
    private static final long MAX_WAIT_MS = 1000;

    private static final long MUCH_BYTES = 8 << 20;

    private final Semaphore turns;
    private final Semaphore memory = new Semaphore(1, true);

    SlowLane(int cores) {
        this.turns = new Semaphore(Math.max(1, cores / 2), true);
    }

    Pace newPace(LuaVm vm) {
        return new Pace(vm);
    }

    /// One machine's pace. Owned by the thread that runs it.
    final class Pace implements Runnable {
        private final LuaVm vm;
        private long startNs;
        private long turnNs;
        private boolean hasTurn;
        private boolean hasMemory;

        private Pace(LuaVm vm) {
            this.vm = vm;
        }

        /// A call begins.
        ///
        /// @param isSlow whether it needs a turn from its first step on
        void begin(boolean isSlow) {
            startNs = System.nanoTime() - (isSlow ? FREE_NS : 0);
            if (isSlow) {
                LaneThread.leaveLane();
            }
        }

        /// The call has ended, or is about to wait for something else.
        void release() {
            releaseTurn();
            if (hasMemory) {
                hasMemory = false;
                memory.release();
            }
        }

        private void releaseTurn() {
            if (hasTurn) {
                hasTurn = false;
                turns.release();
            }
        }

        /// Called by the engine now and then.
        @Override
        public void run() {
            if (!hasMemory && vm.allocatedBytes() > MUCH_BYTES) {
                // Not with a turn in hand, which others wait for.
                releaseTurn();
                hasMemory = taken(memory);
            }
            long nowNs = System.nanoTime();
            if (nowNs - startNs >= LANE_NS) {
                LaneThread.leaveLane();
            }
            if (hasTurn && nowNs - turnNs >= TURN_NS) {
                releaseTurn();
                Thread.yield();
                take();
            } else if (!hasTurn && nowNs - startNs >= FREE_NS) {
                take();
            }
        }

        private void take() {
            hasTurn = taken(turns);
            turnNs = System.nanoTime();
        }

        private static boolean taken(Semaphore semaphore) {
            try {
                return semaphore.tryAcquire(MAX_WAIT_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                // The call is being given up; its budget ends it.
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
