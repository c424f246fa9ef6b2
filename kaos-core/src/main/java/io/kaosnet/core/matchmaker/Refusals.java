package io.kaosnet.core.matchmaker;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/// How many candidates searches have passed over, by the first thing that kept them apart. Counted
/// by the matchmaker's thread, read by any.
final class Refusals {
    /// What keeps two tickets apart; few, for they are labels of a metric.
    enum Kind {
        /// Its socket is lost, or it is taken already.
        GONE,
        /// Another queue.
        QUEUE,
        /// The counts of players do not go together.
        COUNTS,
        /// A clause of the seeker's query that wants a text or one number.
        VALUE,
        /// A clause that wants a range of numbers.
        RANGE,
        /// A clause of another kind, or none of those of which one has to hold.
        CLAUSE,
        /// The candidate's query, where all have to agree.
        THEIR_QUERY,
        /// The same player or party.
        SELF,
        /// Too far for a rule that widens, or a queue's range.
        DISTANCE;

        /// Its name as a label.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(TicketClause clause) {
            return switch (clause.kind) {
                case EXACT -> VALUE;
                case RANGE -> RANGE;
                case OTHER -> CLAUSE;
            };
        }
    }

    private final AtomicLongArray counts = new AtomicLongArray(Kind.values().length);

    /// Hot; by the matchmaker's thread alone.
    void count(Kind kind) {
        counts.setOpaque(kind.ordinal(), counts.getPlain(kind.ordinal()) + 1);
    }

    long of(Kind kind) {
        return counts.getOpaque(kind.ordinal());
    }
}
