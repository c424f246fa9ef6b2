package io.kaosnet.rudp;

import org.jspecify.annotations.Nullable;

/// Timers of thousands of connections: one list per millisecond. Owned by one agent.
///
/// Nodes are intrusive, so setting a timer allocates nothing. A node that fires early (its list
/// came round, or its deadline moved) is simply put back by its owner.
final class TimerWheel {
    private static final int SLOTS = 4096;
    private static final int TICK_SHIFT = 20; // about one millisecond

    /// One timer. Owned by the agent of its wheel.
    abstract static class Node {
        private @Nullable Node previous;
        private @Nullable Node next;
        private int slot = -1;
        private long deadlineNs;
        private long wantedNs;

        /// The deadline has come.
        abstract void onTimer(long nowNs);
    }

    private final @Nullable Node[] heads = new Node[SLOTS];
    private long tick;
    private int count;

    TimerWheel(long nowNs) {
        this.tick = nowNs >> TICK_SHIFT;
    }

    int count() {
        return count;
    }

    /// Sets or moves a timer; an earlier deadline always, a later one only when the timer fires.
    void schedule(Node node, long deadlineNs) {
        node.wantedNs = deadlineNs;
        if (node.slot >= 0) {
            if (node.deadlineNs <= deadlineNs) {
                return; // fires early and is put back then: cheaper than moving it per packet
            }
            cancel(node);
        }
        long due = Math.max((deadlineNs >> TICK_SHIFT) + 1, tick + 1);
        due = Math.min(due, tick + SLOTS - 1);
        int slot = (int) due & (SLOTS - 1);
        node.deadlineNs = deadlineNs;
        node.slot = slot;
        node.previous = null;
        Node head = heads[slot];
        node.next = head;
        if (head != null) {
            head.previous = node;
        }
        heads[slot] = node;
        count++;
    }

    void cancel(Node node) {
        if (node.slot < 0) {
            return;
        }
        Node previous = node.previous;
        Node next = node.next;
        if (previous == null) {
            heads[node.slot] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        node.slot = -1;
        node.previous = null;
        node.next = null;
        count--;
    }

    /// Fires what is due and returns how many timers that were.
    int poll(long nowNs) {
        long target = nowNs >> TICK_SHIFT;
        if (target - tick > SLOTS) {
            tick = target - SLOTS; // a long pause: one round visits every list
        }
        int fired = 0;
        while (tick < target) {
            tick++;
            int slot = (int) tick & (SLOTS - 1);
            Node node = heads[slot];
            while (node != null) {
                cancel(node);
                if (node.wantedNs - nowNs > 0) {
                    schedule(node, node.wantedNs); // was moved to later since
                } else {
                    node.onTimer(nowNs);
                    fired++;
                }
                node = heads[slot]; // what was put back is in another list
            }
        }
        return fired;
    }
}
