package io.kaosnet.core.matchmaker;

import io.kaosnet.core.session.Session;
import io.kaosnet.runtime.MatchmakerQueue;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One player, or a party, that looks for a match. What it asks for is immutable; the state belongs
/// to [Tickets], the rest to the matchmaker's thread.
final class Ticket implements News {
    final UUID id;
    final String partyId;
    final int minCount;
    final int maxCount;
    final int multiple;
    final TicketQuery query;
    final Properties properties;
    /// Wall time. Like the monotonic time below, an older one's when it is put in again.
    long createdMs;

    long enteredMs;

    /// Numbers that others must be near to; null when there are none.
    final Widening @Nullable [] widenings;

    /// Whose rules hold for it; null for none.
    final @Nullable MatchmakerQueue queue;

    /// Replaced as a whole when a player is back on a new socket; written by [Tickets].
    volatile Session[] members;

    /// Written under the monitor of [Tickets]; read anywhere.
    volatile State state = State.WAITING;

    /// When its socket was lost, by the monotonic clock; written by [Tickets].
    volatile long lostMs;

    /// Whether it can be matched again after it could not; set by [Tickets], taken by the
    /// matchmaker's thread.
    volatile boolean isBack;

    /// Whether it came to its session from one that lost its socket; written by [Tickets].
    volatile boolean isInherited;

    // Owned by the matchmaker's thread.
    /// Which ticket it is; -1 before it is in the pool.
    long order = -1;

    /// The last pass before it came.
    long pass;
    boolean isPooled;
    /// The newest ticket there was when it last looked in vain.
    long searchedUpTo = -1;

    /// How often old tickets had come back by then.
    long searchedReturns;

    /// When that was.
    long searchedMs;

    /// Whether it would have taken less than its maximum then.
    boolean searchedRelaxed;

    /// Whether every query had to agree then.
    boolean searchedMutual;

    /// Its team in the match that it is claimed for, from 1; 0 for none. Written by the
    /// matchmaker's thread before the claim is handed on.
    int team;

    /// What becomes of a ticket.
    enum State {
        WAITING,
        /// Its socket is gone; it cannot be matched unless the user comes back.
        ABSENT,
        /// Found a match that its players are about to be told of.
        CLAIMED,
        MATCHED,
        REMOVED
    }

    Ticket(
            UUID id,
            Session[] members,
            String partyId,
            Counts counts,
            TicketQuery query,
            Properties properties,
            Rules rules,
            long createdMs,
            long enteredMs) {
        this.id = id;
        this.members = members;
        this.partyId = partyId;
        this.minCount = counts.min();
        this.maxCount = counts.max();
        this.multiple = counts.multiple();
        this.query = query;
        this.properties = properties;
        this.widenings =
                rules.widenings().isEmpty() ? null : rules.widenings().toArray(new Widening[0]);
        this.queue = rules.queue();
        this.createdMs = createdMs;
        this.enteredMs = enteredMs;
    }

    int size() {
        return members.length;
    }

    boolean isParty() {
        return !partyId.isEmpty();
    }

    /// Whether this ticket agrees to a match of so many players.
    boolean takes(int count) {
        return minCount <= count && count <= maxCount && count % multiple == 0;
    }

    /// The name of its queue, or an empty text.
    String queueName() {
        return queue == null ? "" : queue.name();
    }

    /// Into how many teams its match is split; 0 for none.
    int teams() {
        return queue == null || queue.teams() < 2 ? 0 : queue.teams();
    }

    boolean sharesSession(Ticket other) {
        for (Session mine : members) {
            for (Session theirs : other.members) {
                if (mine == theirs) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether the other asks for the same: one that is put in again after a lost socket.
    boolean asksTheSame(Ticket other) {
        return minCount == other.minCount
                && maxCount == other.maxCount
                && multiple == other.multiple
                && query.isSame(other.query)
                && properties.equals(other.properties);
    }

    List<Session> sessions() {
        return List.of(members);
    }

    @Override
    public String toString() {
        return "ticket=" + id;
    }
}
