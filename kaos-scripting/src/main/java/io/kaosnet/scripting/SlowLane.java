package io.kaosnet.scripting;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Keeps scripts that compute for long from taking every core: after its first moments a call needs
/// a turn, and there are fewer turns at a time than cores. Turns are short and go round, so a
/// long call is slowed by others like it, and short calls by none. Safe from any thread.
final class SlowLane {
    private static final long FREE_NS = 2_000_000;
    private static final long TURN_NS = 5_000_000;
    private static final long MAX_WAIT_MS = 1000;

    private final Semaphore turns;

    SlowLane(int cores) {
        this.turns = new Semaphore(Math.max(1, cores / 2), true);
    }

    Pace newPace() {
        return new Pace();
    }

    /// One machine's pace. Owned by the thread that runs it.
    final class Pace implements Runnable {
        private long startNs;
        private long turnNs;
        private boolean hasTurn;

        /// A call begins.
        void begin() {
            startNs = System.nanoTime();
        }

        /// The call has ended, or is about to wait for something else.
        void release() {
            if (hasTurn) {
                hasTurn = false;
                turns.release();
            }
        }

        /// Called by the engine now and then.
        @Override
        public void run() {
            long nowNs = System.nanoTime();
            if (hasTurn && nowNs - turnNs >= TURN_NS) {
                release();
                Thread.yield();
                take();
            } else if (!hasTurn && nowNs - startNs >= FREE_NS) {
                take();
            }
        }

        private void take() {
            try {
                hasTurn = turns.tryAcquire(MAX_WAIT_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                // The call is being given up; its budget ends it.
                Thread.currentThread().interrupt();
            }
            turnNs = System.nanoTime();
        }
    }
}
