package io.kaosnet.core.match;

import io.kaosnet.runtime.MatchMessage;
import java.util.ArrayList;
import java.util.List;

/// What players sent since the last tick. Bounded: when full the newest is dropped, and counted by
/// the caller. Safe from any thread.
///
/// Two lists that are swapped under the lock, so that a tick takes all messages in constant time
/// and an idle match holds almost nothing.
final class MatchInbox {
    private final int capacity;
    private List<MatchMessage> filling = new ArrayList<>(0);
    private List<MatchMessage> draining = new ArrayList<>(0);
    private volatile int depth;

    MatchInbox(int capacity) {
        this.capacity = capacity;
    }

    /// @return whether there was room
    synchronized boolean offer(MatchMessage message) {
        if (filling.size() >= capacity) {
            return false;
        }
        filling.add(message);
        depth = filling.size();
        return true;
    }

    /// Everything offered so far, in order; valid until the next call. Only on the match's lane.
    List<MatchMessage> take() {
        if (depth == 0) {
            return List.of();
        }
        synchronized (this) {
            List<MatchMessage> taken = filling;
            draining.clear();
            filling = draining;
            draining = taken;
            depth = 0;
            return taken;
        }
    }

    int depth() {
        return depth;
    }
}
