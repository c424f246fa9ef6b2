package io.kaosnet.rudp;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A bounded queue from many threads to one agent. [#offer] is safe from any thread, [#poll] is for
/// the agent.
///
/// Agrona's queue would do, but it needs a module of the JDK opened on the command line of every
/// server and client.
final class CommandQueue {
    private final AtomicReferenceArray<@Nullable Runnable> slots;
    private final int mask;
    private final AtomicInteger tail = new AtomicInteger();
    private volatile int head;

    /// @param capacity a power of two
    CommandQueue(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /// False when full.
    boolean offer(Runnable command) {
        while (true) {
            int position = tail.get();
            if (position - head > mask) {
                return false;
            }
            if (tail.compareAndSet(position, position + 1)) {
                slots.setRelease(position & mask, command);
                return true;
            }
        }
    }

    /// The oldest command, or null when there is none or its writer is not finished.
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the agent writes
    @Nullable Runnable poll() {
        int slot = head & mask;
        Runnable command = slots.getAcquire(slot);
        if (command != null) {
            slots.setRelease(slot, null);
            head = head + 1;
        }
        return command;
    }
}
