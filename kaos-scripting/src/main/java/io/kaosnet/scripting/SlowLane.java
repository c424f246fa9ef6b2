package io.kaosnet.scripting;

import io.kaosnet.core.thread.LaneThread;
import io.kaosnet.lua.vm.LuaTurns;
import io.kaosnet.lua.vm.LuaVm;

/// Keeps scripts that compute for long from taking every core, and their lane from everybody behind
/// them: a call leaves its lane after a moment, and takes turns ([LuaTurns]) after some more. Safe
/// from any thread.
final class SlowLane {
    /// What a call may take of the lane that it came in on; others wait behind it.
    private static final long LANE_NS = 300_000;

    private final LuaTurns turns;

    SlowLane(int cores) {
        this.turns = new LuaTurns(cores);
    }

    Pace newPace(LuaVm vm) {
        return new Pace(turns.newTurn(vm));
    }

    /// One machine's pace. Owned by the thread that runs it.
    static final class Pace implements Runnable {
        private final LuaTurns.Turn turn;
        private long startNs;

        private Pace(LuaTurns.Turn turn) {
            this.turn = turn;
        }

        /// A call begins.
        ///
        /// @param isSlow whether it needs a turn from its first step on
        void begin(boolean isSlow) {
            startNs = System.nanoTime();
            turn.begin(isSlow);
            if (isSlow) {
                LaneThread.leaveLane();
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
            if (System.nanoTime() - startNs >= LANE_NS) {
                LaneThread.leaveLane();
            }
            turn.run();
        }
    }
}
