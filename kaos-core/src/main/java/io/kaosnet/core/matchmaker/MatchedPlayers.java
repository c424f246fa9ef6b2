package io.kaosnet.core.matchmaker;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.match.MatchId;
import io.kaosnet.core.match.MatchTokens;
import io.kaosnet.protocol.realtime.MatchmakerMatched;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives those whom the matchmaker has put together a match, and tells them of it. Used on the
/// matchmaker's thread, and on the threads of the game's code.
final class MatchedPlayers {
    private static final Logger LOG = LoggerFactory.getLogger(MatchedPlayers.class);

    private final Tickets tickets;
    private final MatchmakerAgent agent;
    private final Waits waits;
    private final MatchmakerHooks hooks;
    private final MatchTokens tokens;
    private final Supplier<UUID> ids;
    private final String node;
    private final Clock clock;
    private final LongAdder backfilled = new LongAdder();

    /// @param ids of relayed matches
    MatchedPlayers(
            Tickets tickets,
            MatchmakerAgent agent,
            Waits waits,
            MatchmakerHooks hooks,
            MatchTokens tokens,
            Supplier<UUID> ids,
            String node,
            Clock clock) {
        this.tickets = tickets;
        this.agent = agent;
        this.waits = waits;
        this.hooks = hooks;
        this.tokens = tokens;
        this.ids = ids;
        this.node = node;
        this.clock = clock;
    }

    /// Players put into matches that ran already; from any thread.
    long backfilledCount() {
        return backfilled.sum();
    }

    /// On the matchmaker's thread.
    void onFound(Found found) {
        Opening opening = found.opening();
        if (opening != null) {
            join(found.group(), opening);
        } else if (hooks.hasMatched()) {
            hooks.execute(() -> deliver(found.group()));
        } else {
            deliver(found.group());
        }
    }

    /// Sends players into a match that runs; each ticket by itself, for the match is there anyway.
    private void join(List<Ticket> group, Opening opening) {
        List<Ticket> told = new ArrayList<>();
        for (Ticket ticket : group) {
            if (tickets.settle(List.of(ticket), clock.nowNs() / 1_000_000)) {
                told.add(ticket);
            } else {
                agent.openings().giveBack(opening, ticket.size());
                agent.requeue(List.of(ticket));
            }
        }
        if (told.isEmpty()) {
            return;
        }
        told.forEach(ticket -> backfilled.add(ticket.size()));
        waits.onMatched(told, clock.nowNs() / 1_000_000);
        agent.onMatched(told);
        MatchId id = MatchId.parse(opening.matchId);
        var place = MatchmakerMatched.newBuilder();
        if (id.isRelayed()) {
            place.setToken(tokens.issue(id));
        } else {
            place.setMatchId(opening.matchId);
        }
        MatchedMessages.send(told, place);
    }

    private void deliver(List<Ticket> group) {
        String matchId = null;
        if (hooks.hasMatched()) {
            try {
                matchId = hooks.matched(MatchedMessages.entries(group, node));
            } catch (RuntimeException e) {
                LOG.error("matchmaker matched failed; the match is relayed", e);
            }
        }
        if (!tickets.settle(group, clock.nowNs() / 1_000_000)) {
            agent.requeue(group);
            return;
        }
        waits.onMatched(group, clock.nowNs() / 1_000_000);
        agent.onMatched(group);
        var place = MatchmakerMatched.newBuilder();
        if (matchId == null || matchId.isEmpty()) {
            place.setToken(tokens.issue(MatchId.relayed(ids.get())));
        } else {
            place.setMatchId(matchId);
        }
        MatchedMessages.send(group, place);
    }
}
