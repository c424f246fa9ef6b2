package io.kaosnet.core.matchmaker;

import io.kaosnet.core.matchmaker.Ticket.State;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Matches that run and ask for more players, the oldest first. Owned by the matchmaker's thread.
final class Openings {
    private final Pool pool;
    private final Predicate<List<Ticket>> claim;
    private final Map<UUID, Opening> all = new LinkedHashMap<>();
    private volatile int count;

    Openings(Pool pool, Predicate<List<Ticket>> claim) {
        this.pool = pool;
        this.claim = claim;
    }

    /// How many there are; safe from any thread.
    int count() {
        return count;
    }

    void add(Opening opening) {
        all.put(opening.face.id, opening);
        count = all.size();
    }

    /// @param matchId of the match that asked; empty for any
    void remove(UUID id, String matchId) {
        Opening opening = all.get(id);
        if (opening != null && (matchId.isEmpty() || opening.matchId.equals(matchId))) {
            all.remove(id);
            count = all.size();
        }
    }

    /// Ends those whose matches are over.
    void keep(Predicate<String> isRunning) {
        all.values().removeIf(opening -> !isRunning.test(opening.matchId));
        count = all.size();
    }

    /// Finds a place for one ticket that has just come.
    @Nullable Found place(Ticket ticket, long nowMs) {
        for (Opening opening : all.values()) {
            if (takes(opening, ticket, nowMs)) {
                List<Ticket> group = agreeing(opening, List.of(ticket));
                if (!group.isEmpty() && claim.test(group)) {
                    return fill(opening, group);
                }
            }
        }
        return null;
    }

    /// Goes over all of them, for all tickets.
    void pass(long nowMs, Consumer<Found> found) {
        for (Opening opening : List.copyOf(all.values())) {
            List<Ticket> fitting = new ArrayList<>();
            pool.visit(
                    opening.face,
                    nowMs,
                    ticket -> {
                        if (takes(opening, ticket, nowMs)) {
                            fitting.add(ticket);
                        }
                    });
            fitting.sort((one, other) -> Long.compare(one.order, other.order));
            List<Ticket> group = agreeing(opening, fitting);
            if (!group.isEmpty() && claim.test(group)) {
                found.accept(fill(opening, group));
            }
        }
    }

    private boolean takes(Opening opening, Ticket ticket, long nowMs) {
        return ticket.isPooled
                && ticket.state == State.WAITING
                && ticket.size() <= opening.free
                && ticket.queueName().equals(opening.face.queueName())
                && opening.face.query.matches(ticket)
                && ticket.query.matches(opening.face)
                && Pool.areNear(opening.face, ticket, nowMs);
    }

    /// As many as there are places for and who agree to what becomes of the match, oldest first.
    private static List<Ticket> agreeing(Opening opening, List<Ticket> fitting) {
        List<Ticket> group = new ArrayList<>();
        int free = opening.free;
        int players = opening.present;
        for (Ticket ticket : fitting) {
            boolean isShared = group.stream().anyMatch(ticket::sharesSession);
            if (ticket.size() <= free && !isShared) {
                group.add(ticket);
                free -= ticket.size();
                players += ticket.size();
            }
        }
        boolean isSettled = false;
        while (!isSettled) {
            isSettled = true;
            for (Iterator<Ticket> each = group.iterator(); each.hasNext(); ) {
                Ticket ticket = each.next();
                if (ticket.minCount > players || ticket.maxCount < players) {
                    each.remove();
                    players -= ticket.size();
                    isSettled = false;
                }
            }
        }
        return group;
    }

    private Found fill(Opening opening, List<Ticket> group) {
        int players = 0;
        for (Ticket ticket : group) {
            players += ticket.size();
            ticket.team = 0;
            pool.remove(ticket);
        }
        opening.present += players;
        opening.free -= players;
        if (opening.free == 0) {
            remove(opening.face.id, "");
        }
        return new Found(group, opening);
    }

    /// Takes places back that were not taken after all.
    void giveBack(Opening opening, int players) {
        opening.present -= players;
        opening.free += players;
        add(opening);
    }
}
