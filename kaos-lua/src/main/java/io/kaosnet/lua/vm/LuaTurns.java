package io.kaosnet.lua.vm;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Safe from any thread. Keeps scripts that compute for long from taking every core: after its
/// first moments a call needs a turn, and there are half as many turns as cores. Turns are short
/// and go round in order, so a long call is slowed by others like it, and short calls by none.
///
/// In the same way one call at a time may take much memory: what many take at once the collector
/// has to copy, while everybody waits.
///
/// ```java
/// LuaTurns turns = new LuaTurns(Runtime.getRuntime().availableProcessors()); // one for all VMs
/// vm.turns(turns);
/// ```
public final class LuaTurns {
    private static final long FREE_NS = 2_000_000;
    private static final long TURN_NS = 5_000_000;

    /// After so long a call goes on without: a host function of the one that has it may be waiting.
    private static final long MAX_WAIT_NS = 1_000_000_000;

    private static final long MUCH_BYTES = 8 << 20;

    private final Semaphore turns;
    private final Semaphore memory = new Semaphore(1, true);

    /// @param cores of the machine, or as many as scripts share with the rest of the host
    public LuaTurns(int cores) {
        if (cores < 1) {
            throw new IllegalArgumentException("cores: " + cores + " (expected: 1 or more)");
        }
        this.turns = new Semaphore(Math.max(1, cores / 2), true);
    }

    /// For a host that says itself when calls of `vm` begin, step ([LuaVm#pace]) and end; others
    /// use [LuaVm#turns].
    public Turn newTurn(LuaVm vm) {
        return new Turn(vm);
    }

    /// One VM's part in it. Owned by the VM's thread.
    public final class Turn implements Runnable {
        private final LuaVm vm;
        private long startNs;
        private long turnNs;
        private boolean hasTurn;
        private boolean hasMemory;

        private Turn(LuaVm vm) {
            this.vm = vm;
        }

        /// A call begins.
        ///
        /// @param isSlow whether it needs a turn from its first step on
        public void begin(boolean isSlow) {
            startNs = System.nanoTime() - (isSlow ? FREE_NS : 0);
        }

        /// The call has waited, which is no computing.
        public void excuse(long waitedNs) {
            startNs += waitedNs;
        }

        /// The call has ended, or is about to wait for something else.
        public void release() {
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

        /// Called now and then while the call computes; waits until it may go on, or is overdue.
        @Override
        public void run() {
            if (!hasMemory && vm.allocatedBytes() > MUCH_BYTES) {
                // Not with a turn in hand, which others wait for.
                releaseTurn();
                hasMemory = taken(memory);
            }
            long nowNs = System.nanoTime();
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

        private boolean taken(Semaphore semaphore) {
            try {
                long waitNs = Math.min(MAX_WAIT_NS, vm.timeLeftNs());
                return semaphore.tryAcquire(waitNs, TimeUnit.NANOSECONDS);
            } catch (InterruptedException _) {
                // The call is being given up; its budget ends it.
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
