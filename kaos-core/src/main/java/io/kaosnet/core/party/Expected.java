package io.kaosnet.core.party;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Users who are not in a party and may come in without asking: those who were invited, and members
/// whose sockets were lost. Guarded by its party's monitor.
final class Expected {
    private static final int MAX_GUESTS = 1000;

    /// Users who were invited, and until when (wall time).
    private final Map<UUID, Long> guests = new HashMap<>();

    /// Users whose sockets were lost.
    private final Map<UUID, Away> away = new LinkedHashMap<>();

    /// A member whose socket was lost. Immutable.
    ///
    /// @param untilMs how long its place is kept, by the monotonic clock
    /// @param isLeader whether it leads again when it is back
    private record Away(long untilMs, boolean isLeader) {}

    /// @param nowMs wall time
    boolean has(UUID user, long nowMs) {
        Long until = guests.get(user);
        return away.containsKey(user) || (until != null && until > nowMs);
    }

    /// @param untilMs wall time
    void invite(UUID user, long untilMs, long nowMs) {
        guests.values().removeIf(until -> until <= nowMs);
        if (guests.size() >= MAX_GUESTS && !guests.containsKey(user)) {
            throw new ApiException(
                    Code.RESOURCE_EXHAUSTED, "Too many are invited to the party (expected: 1000)");
        }
        guests.merge(user, untilMs, Math::max);
    }

    boolean isAway(UUID user) {
        return away.containsKey(user);
    }

    boolean isAnyAway() {
        return !away.isEmpty();
    }

    /// Places that the user cannot have, for they are kept for others.
    int keptFromOthers(UUID user) {
        return away.containsKey(user) ? away.size() - 1 : away.size();
    }

    /// Who leads again when it is back, or null.
    @Nullable UUID lostLeader() {
        for (Map.Entry<UUID, Away> one : away.entrySet()) {
            if (one.getValue().isLeader) {
                return one.getKey();
            }
        }
        return null;
    }

    /// Keeps a place for a member whose socket was lost.
    ///
    /// @param untilMs by the monotonic clock
    void onLost(UUID user, long untilMs, boolean isLeader) {
        // Of several who led in turn, the first one's leading is kept.
        away.put(user, new Away(untilMs, isLeader && lostLeader() == null));
    }

    /// @return whether the user is back and leads again
    boolean onBack(UUID user) {
        Away before = away.remove(user);
        return before != null && before.isLeader;
    }

    /// Whoever led before does not any more when it is back.
    void forgetLostLeader() {
        away.replaceAll((_, one) -> new Away(one.untilMs, false));
    }

    void forgetAway() {
        away.clear();
    }

    /// Ends the keeping of places.
    ///
    /// @return whether one ended
    boolean sweep(long monotonicMs) {
        return away.values().removeIf(one -> one.untilMs <= monotonicMs);
    }
}
