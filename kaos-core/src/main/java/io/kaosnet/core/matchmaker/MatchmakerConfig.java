package io.kaosnet.core.matchmaker;

/// How the matchmaker behaves. Immutable.
///
/// @param maxTickets tickets one session, and one party, may have at a time
/// @param intervalMs time between passes over all tickets; 0: a ticket takes at once what it finds
/// @param maxIntervals passes after which a ticket takes fewer players than its maximum
/// @param isImmediate whether a new ticket is tried when it comes, too, for a full match
/// @param isMutual whether every member's query must match every other member
/// @param graceMs how long a ticket outlives its socket, to be had again by the same user
/// @param capacity most tickets there may be
/// @param revThreshold how many intervals a pass may last with every query of a match agreeing to
/// every player; for the rest of a longer one the seeker's query decides. 0: as long as it takes
public record MatchmakerConfig(
        int maxTickets,
        long intervalMs,
        int maxIntervals,
        boolean isImmediate,
        boolean isMutual,
        long graceMs,
        int capacity,
        int revThreshold) {
    public static final MatchmakerConfig DEFAULT =
            new MatchmakerConfig(3, 15_000, 2, true, false, 10_000, 1_000_000);

    public MatchmakerConfig(
            int maxTickets,
            long intervalMs,
            int maxIntervals,
            boolean isImmediate,
            boolean isMutual,
            long graceMs,
            int capacity) {
        this(maxTickets, intervalMs, maxIntervals, isImmediate, isMutual, graceMs, capacity, 1);
    }

    public MatchmakerConfig {
        require(maxTickets >= 1, "maxTickets", maxTickets, ">= 1");
        require(intervalMs >= 0, "intervalMs", intervalMs, ">= 0");
        require(maxIntervals >= 1, "maxIntervals", maxIntervals, ">= 1");
        require(graceMs >= 0, "graceMs", graceMs, ">= 0");
        require(capacity >= 1, "capacity", capacity, ">= 1");
        require(revThreshold >= 0, "revThreshold", revThreshold, ">= 0");
    }

    private static void require(boolean holds, String name, long value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
