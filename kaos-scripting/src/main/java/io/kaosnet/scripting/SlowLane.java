package io.kaosnet.scripting;

import io.kaosnet.core.thread.LaneThread;
import io.kaosnet.lua.vm.LuaTurns;
import io.kaosnet.lua.vm.LuaVm;

/// Keeps scripts that compute for long from taking every core, and their lane from everybody behind
/// them: a call leaves its lane after a moment, and takes turns ([LuaTurns]) after some more. Safe
/// from any thread.
///
/// What was ended for it not long ago does it in the background.
final class SlowLane {
    /// What a call may take of the lane that it came in on; others wait behind it.
    private static final long LANE_NS = 300_000;

    /// Shorter ones are no wait.
    private static final long MIN_WAIT_NS = 100_000;

    private final LuaTurns turns;

    SlowLane(int cores) {
        this.turns = new LuaTurns(cores);
    }

    Pace newPace(LuaVm vm) {
        return new Pace(vm, turns.newTurn(vm), false);
    }

    /// As [#newPace], for a match with a thread of its own: waiting for a turn uses up nothing of a
    /// tick's short time.
    Pace newMatchPace(LuaVm vm) {
        return new Pace(vm, turns.newTurn(vm), true);
    }

    /// One machine's pace. Owned by the thread that runs it.
    static final class Pace implements Runnable {
        private final LuaVm vm;
        private final LuaTurns.Turn turn;
        private final boolean ownsThread;
        private long startNs;

        private Pace(LuaVm vm, LuaTurns.Turn turn, boolean ownsThread) {
            this.vm = vm;
            this.turn = turn;
            this.ownsThread = ownsThread;
        }

        /// A call begins.
        ///
        /// @param isSuspect whether it needs a turn from its first step on, and gives way to all
        /// others
        void begin(boolean isSuspect) {
            startNs = System.nanoTime();
            turn.begin(isSuspect);
            if (isSuspect) {
                LaneThread.toBackground();
            } else if (ownsThread) {
                LaneThread.toForeground();
            }
        }

        /// The call has waited: no reason to leave its lane, nor to take turns.
        void excuse(long waitedNs) {
            startNs += waitedNs;
            turn.excuse(waitedNs);
        }

        /// The call has ended, or is about to wait for something else.
        void release() {
            turn.release();
        }

        /// Called by the engine now and then.
        @Override
        public void run() {
            // Before it waits for a turn.
            long nowNs = System.nanoTime();
            if (nowNs - startNs >= LANE_NS) {
                LaneThread.leaveLane();
            }
            turn.run();
            if (ownsThread) {
                long waitedNs = System.nanoTime() - nowNs;
                if (waitedNs >= MIN_WAIT_NS) {
                    vm.excuse(waitedNs);
                }
            }
        }
    }
}
