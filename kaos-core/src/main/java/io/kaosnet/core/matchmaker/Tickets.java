package io.kaosnet.core.matchmaker;

import io.kaosnet.core.matchmaker.Ticket.State;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Error;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Every ticket by who owns it, and what becomes of it. Safe from any thread: its monitor decides,
/// so a ticket that is matched cannot be taken back, and the other way round.
final class Tickets {
    private static final Ticket[] NONE = {};

    private final MatchmakerConfig config;
    private final Map<UUID, Ticket> byId = new HashMap<>();
    private final Map<UUID, Ticket[]> bySession = new HashMap<>();
    private final Map<String, Ticket[]> byParty = new HashMap<>();
    private final Map<UUID, Ticket[]> lostByUser = new HashMap<>();

    /// Tickets of parties of which a member's socket is lost.
    private final Set<Ticket> lostOfParties = new LinkedHashSet<>();

    Tickets(MatchmakerConfig config) {
        this.config = config;
    }

    synchronized int count() {
        return byId.size();
    }

    synchronized @Nullable Ticket find(UUID id) {
        return byId.get(id);
    }

    synchronized List<Ticket> ofSession(Session session) {
        return List.of(bySession.getOrDefault(session.id(), NONE));
    }

    /// @throws RealtimeException when its session or party has enough, or the server has
    synchronized void add(Ticket ticket) {
        if (byId.size() >= config.capacity()) {
            throw new RealtimeException(Error.Code.RUNTIME_EXCEPTION, "The matchmaker is full");
        }
        Ticket[] others =
                ticket.isParty()
                        ? byParty.getOrDefault(ticket.partyId, NONE)
                        : bySession.getOrDefault(ticket.members[0].id(), NONE);
        if (others.length >= config.maxTickets()) {
            throw new RealtimeException(
                    Error.Code.RUNTIME_EXCEPTION,
                    "Too many tickets (expected: at most " + config.maxTickets() + ")");
        }
        for (Session member : ticket.members) {
            if (member.isClosed()) {
                throw new RealtimeException(Error.Code.RUNTIME_EXCEPTION, "A player is gone");
            }
        }
        byId.put(ticket.id, ticket);
        for (Session member : ticket.members) {
            put(bySession, member.id(), ticket);
        }
        if (ticket.isParty()) {
            put(byParty, ticket.partyId, ticket);
        }
    }

    /// Takes back a player's own ticket.
    ///
    /// @return null when the session has no such ticket that waits
    synchronized @Nullable Ticket remove(UUID id, Session owner) {
        Ticket ticket = byId.get(id);
        if (ticket == null || ticket.isParty() || ticket.members[0] != owner) {
            return null;
        }
        end(ticket, State.REMOVED);
        return ticket;
    }

    synchronized @Nullable Ticket remove(UUID id, String partyId) {
        Ticket ticket = byId.get(id);
        if (ticket == null || !ticket.partyId.equals(partyId)) {
            return null;
        }
        end(ticket, State.REMOVED);
        return ticket;
    }

    synchronized void remove(Ticket ticket) {
        end(ticket, State.REMOVED);
    }

    /// @return false when it was over already
    synchronized boolean removeWaiting(Ticket ticket) {
        if (!byId.containsKey(ticket.id)) {
            return false;
        }
        end(ticket, State.REMOVED);
        return true;
    }

    synchronized List<Ticket> removeParty(String partyId) {
        List<Ticket> removed = List.of(byParty.getOrDefault(partyId, NONE));
        removed.forEach(ticket -> end(ticket, State.REMOVED));
        return removed;
    }

    /// Ends a party's tickets with players whose sockets are lost.
    synchronized List<Ticket> removeLost(String partyId) {
        List<Ticket> ended = new ArrayList<>();
        for (Ticket ticket : byParty.getOrDefault(partyId, NONE)) {
            if (hasClosed(ticket)) {
                end(ticket, State.REMOVED);
                ended.add(ticket);
            }
        }
        return ended;
    }

    /// Takes all tickets of a group out of their owners' hands, or none.
    synchronized boolean claim(List<Ticket> group) {
        for (Ticket ticket : group) {
            if (ticket.state != State.WAITING) {
                return false;
            }
        }
        group.forEach(ticket -> ticket.state = State.CLAIMED);
        return true;
    }

    /// Ends the tickets of a group whose players can all be told; when some cannot, the others
    /// wait again.
    ///
    /// @return whether it is a match
    synchronized boolean settle(List<Ticket> group, long nowMs) {
        boolean isWhole = true;
        for (Ticket ticket : group) {
            isWhole &= ticket.state == State.CLAIMED && !hasClosed(ticket);
        }
        for (Ticket ticket : group) {
            if (isWhole) {
                end(ticket, State.MATCHED);
            } else if (ticket.state == State.CLAIMED) {
                ticket.state = State.WAITING;
                ticket.isBack = true;
                if (hasClosed(ticket)) {
                    lose(ticket, nowMs);
                }
            }
        }
        return isWhole;
    }

    private static boolean hasClosed(Ticket ticket) {
        for (Session member : ticket.members) {
            if (member.isClosed()) {
                return true;
            }
        }
        return false;
    }

    /// The session's socket is gone: its tickets wait for the user, or end.
    ///
    /// @return the tickets that ended
    synchronized List<Ticket> onClose(Session session, long nowMs) {
        List<Ticket> ended = new ArrayList<>();
        for (Ticket ticket : bySession.getOrDefault(session.id(), NONE)) {
            if (ticket.state == State.WAITING
                    || (ticket.isParty() && ticket.state == State.ABSENT)) {
                lose(ticket, nowMs);
            }
            // One that is claimed ends or is lost when the group is settled.
            if (ticket.state == State.REMOVED) {
                ended.add(ticket);
            }
        }
        return ended;
    }

    private void lose(Ticket ticket, long nowMs) {
        if (config.graceMs() == 0) {
            end(ticket, State.REMOVED);
            return;
        }
        ticket.state = State.ABSENT;
        ticket.lostMs = nowMs;
        if (ticket.isParty()) {
            lostOfParties.add(ticket);
        } else {
            put(lostByUser, ticket.members[0].userId(), ticket);
        }
    }

    /// A member is back in its party on a new socket: the party's tickets are this session's, too.
    /// Tickets that were put in without it end.
    ///
    /// @return the tickets that something has become of
    synchronized List<Ticket> rejoin(String partyId, Session session) {
        List<Ticket> ofParty = List.of(byParty.getOrDefault(partyId, NONE));
        for (Ticket ticket : ofParty) {
            Session before = lostMember(ticket, session.userId());
            if (before == null) {
                end(ticket, State.REMOVED);
                continue;
            }
            take(bySession, before.id(), ticket);
            ticket.members =
                    Arrays.stream(ticket.members)
                            .map(member -> member == before ? session : member)
                            .toArray(Session[]::new);
            put(bySession, session.id(), ticket);
            // One that is claimed is looked at when its group is settled.
            if (ticket.state == State.ABSENT && !hasClosed(ticket)) {
                lostOfParties.remove(ticket);
                ticket.isBack = true;
                ticket.state = State.WAITING;
            }
        }
        return ofParty;
    }

    private static @Nullable Session lostMember(Ticket ticket, UUID userId) {
        for (Session member : ticket.members) {
            if (member.isClosed() && member.userId().equals(userId)) {
                return member;
            }
        }
        return null;
    }

    /// The user is back: lost tickets are this session's now.
    ///
    /// @return the tickets that can be matched again
    synchronized List<Ticket> onOpen(Session session) {
        Ticket[] lost = lostByUser.remove(session.userId());
        if (lost == null) {
            return List.of();
        }
        for (Ticket ticket : lost) {
            take(bySession, ticket.members[0].id(), ticket);
            ticket.members = new Session[] {session};
            ticket.isInherited = true;
            put(bySession, session.id(), ticket);
            ticket.isBack = true;
            ticket.state = State.WAITING;
        }
        return List.of(lost);
    }

    /// A session that lost its socket asks anew: what it had before ends.
    ///
    /// @return the ticket among them that asked for the same, whose age the new one has; or null
    synchronized @Nullable Ticket replaceInherited(Session session, Ticket wanted) {
        Ticket same = null;
        for (Ticket ticket : bySession.getOrDefault(session.id(), NONE)) {
            if (ticket.isInherited && ticket.state == State.WAITING) {
                end(ticket, State.REMOVED);
                same = same == null && ticket.asksTheSame(wanted) ? ticket : same;
            }
        }
        return same;
    }

    /// Ends tickets whose users did not come back within the grace.
    synchronized List<Ticket> expire(long nowMs) {
        List<Ticket> expired = new ArrayList<>();
        Iterator<Ticket[]> lost = lostByUser.values().iterator();
        while (lost.hasNext()) {
            for (Ticket ticket : lost.next()) {
                if (nowMs - ticket.lostMs >= config.graceMs()) {
                    expired.add(ticket);
                }
            }
        }
        for (Ticket ticket : lostOfParties) {
            if (nowMs - ticket.lostMs >= config.graceMs()) {
                expired.add(ticket);
            }
        }
        expired.forEach(ticket -> end(ticket, State.REMOVED));
        return expired;
    }

    private void end(Ticket ticket, State state) {
        ticket.state = state;
        byId.remove(ticket.id);
        for (Session member : ticket.members) {
            take(bySession, member.id(), ticket);
            take(lostByUser, member.userId(), ticket);
        }
        if (ticket.isParty()) {
            take(byParty, ticket.partyId, ticket);
            lostOfParties.remove(ticket);
        }
    }

    private static <K> void put(Map<K, Ticket[]> map, K key, Ticket ticket) {
        Ticket[] before = map.getOrDefault(key, NONE);
        Ticket[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = ticket;
        map.put(key, after);
    }

    private static <K> void take(Map<K, Ticket[]> map, K key, Ticket ticket) {
        Ticket[] before = map.get(key);
        if (before == null) {
            return;
        }
        Ticket[] after =
                Arrays.stream(before).filter(other -> other != ticket).toArray(Ticket[]::new);
        if (after.length == 0) {
            map.remove(key);
        } else {
            map.put(key, after);
        }
    }
}
