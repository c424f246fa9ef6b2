package io.kaosnet.core.match;

import io.kaosnet.core.realtime.Fanout;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Reliable messages that a dropped player missed. Bounded: when full the oldest is dropped, and
/// counted by the caller. Owned by one match lane.
final class ReplayRing {
    private final ArrayDeque<Fanout.Frames> missed = new ArrayDeque<>();
    private final int capacity;

    ReplayRing(int capacity) {
        this.capacity = capacity;
    }

    /// @return whether nothing had to be dropped for it
    boolean add(Fanout.Frames message) {
        boolean fits = missed.size() < capacity;
        if (!fits) {
            missed.poll();
        }
        missed.add(message);
        return fits;
    }

    Fanout.@Nullable Frames poll() {
        return missed.poll();
    }
}
