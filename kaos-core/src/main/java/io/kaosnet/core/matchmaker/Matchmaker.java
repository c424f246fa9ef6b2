package io.kaosnet.core.matchmaker;

import com.google.protobuf.Empty;
import com.google.protobuf.Int32Value;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.match.MatchTokens;
import io.kaosnet.core.query.QueryException;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.MatchmakerStats;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import io.kaosnet.protocol.realtime.MatchmakerTicket;
import io.kaosnet.runtime.MatchmakerQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The matchmaker of this node: takes tickets in and back, tells players of their match. Safe from
/// any thread, never blocks.
public final class Matchmaker implements AutoCloseable {
    private static final Directory NOWHERE =
            new Directory() {
                @Override
                public boolean isRunning(String matchId) {
                    return false;
                }

                @Override
                public boolean has(String matchId, UUID userId) {
                    return false;
                }
            };

    private static final int MAX_OPENINGS = 100_000;
    private static final int MAX_PLAYERS = 1_000_000;

    /// Bounds what game code that invents names can cost.
    private static final int MAX_QUEUES = 10_000;

    private final Supplier<UUID> ids;
    private final Clock clock;
    private final Shapes shapes = new Shapes();
    private final Map<String, MatchmakerQueue> queues = new ConcurrentHashMap<>();
    private final Tickets tickets;
    private final MatchmakerAgent agent;
    private final Waits waits = new Waits();
    private final MatchedPlayers matched;
    private final MatchmakerReports reports;
    private volatile Directory directory = NOWHERE;

    /// What a ticket asks for, as players send it.
    ///
    /// @param multiple null for 1
    public record Request(
            int minCount,
            int maxCount,
            @Nullable Int32Value multiple,
            String query,
            Map<String, String> texts,
            Map<String, Double> numbers) {
        public static Request of(MatchmakerAdd add) {
            return new Request(
                    add.getMinCount(),
                    add.getMaxCount(),
                    add.hasCountMultiple() ? add.getCountMultiple() : null,
                    add.getQuery(),
                    add.getStringPropertiesMap(),
                    add.getNumericPropertiesMap());
        }
    }

    /// @param ids of tickets and relayed matches
    public Matchmaker(
            MatchmakerConfig config,
            String node,
            MatchTokens tokens,
            MatchmakerHooks hooks,
            Supplier<UUID> ids,
            Clock clock) {
        this.ids = ids;
        this.clock = clock;
        this.tickets = new Tickets(config);
        this.agent =
                new MatchmakerAgent(
                        config,
                        tickets,
                        hooks,
                        id -> directory.isRunning(id),
                        this::onFound,
                        node,
                        clock);
        this.matched = new MatchedPlayers(tickets, agent, waits, hooks, tokens, ids, node, clock);
        this.reports =
                new MatchmakerReports(
                        tickets, agent, waits, this::queues, config.isMutual(), clock);
    }

    /// On the matchmaker's thread.
    private void onFound(Found found) {
        matched.onFound(found);
    }

    /// Where matches are looked up that ask for more players. Safe from any thread.
    public interface Directory {
        boolean isRunning(String matchId);

        /// Whether the user is in the match.
        boolean has(String matchId, UUID userId);
    }

    /// Sets where matches are looked up, while the server is put together.
    public void serve(Directory matches) {
        directory = matches;
    }

    /// Binds the socket messages and the statistics, and follows who comes and goes.
    public void bind(Endpoints.Builder endpoints, RealtimeRouter router, Sessions sessions) {
        endpoints.bindNonBlocking(
                "GetMatchmakerStats", Empty.getDefaultInstance(), (_, _) -> agent.statistics());
        router.on(MessageCase.MATCHMAKER_ADD, this::onAdd);
        router.on(MessageCase.MATCHMAKER_REMOVE, this::onRemove);
        sessions.listen(
                new Sessions.Listener() {
                    @Override
                    public void onOpen(Session session) {
                        tickets.onOpen(session).forEach(agent::offer);
                    }

                    @Override
                    public void onClose(Session session) {
                        tickets.onClose(session, clock.nowNs() / 1_000_000).forEach(agent::offer);
                    }
                });
    }

    /// Starts the matchmaker's thread.
    public void start() {
        agent.start();
    }

    /// The work of one round, for those who move time by hand and did not start the thread.
    ///
    /// @return 0 when there was nothing to do
    public int doWork() {
        return agent.doWork();
    }

    private Envelope onAdd(Session session, Envelope request) {
        var add = request.getMatchmakerAdd();
        UUID ticket = add(List.of(session), "", Request.of(add));
        return Envelope.newBuilder()
                .setMatchmakerTicket(MatchmakerTicket.newBuilder().setTicket(ticket.toString()))
                .build();
    }

    private Envelope onRemove(Session session, Envelope request) {
        UUID id = ticketId(request.getMatchmakerRemove().getTicket());
        Ticket removed = id == null ? null : tickets.remove(id, session);
        if (removed == null) {
            throw notFound();
        }
        agent.offer(removed);
        return Envelope.getDefaultInstance();
    }

    private static RealtimeException notFound() {
        return RealtimeException.badInput("ticket: not found among the caller's");
    }

    private static @Nullable UUID ticketId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// Sets the rules of a queue, in place of those of the same name; tickets that wait keep the
    /// rules that they came with.
    public void queue(MatchmakerQueue queue) {
        if (queues.size() >= MAX_QUEUES && !queues.containsKey(queue.name())) {
            throw new IllegalArgumentException("queues: more than " + MAX_QUEUES);
        }
        queues.put(queue.name(), queue);
    }

    /// The queues there are, by name.
    public List<MatchmakerQueue> queues() {
        List<MatchmakerQueue> all = new ArrayList<>(queues.values());
        all.sort(Comparator.comparing(MatchmakerQueue::name));
        return all;
    }

    /// Puts a ticket in.
    ///
    /// @param partyId empty for a player alone
    /// @throws RealtimeException `BAD_INPUT` for what no match could have; `RUNTIME_EXCEPTION` for
    ///     a malformed query, or too many tickets
    public UUID add(List<Session> members, String partyId, Request request) {
        int multiple = request.multiple() == null ? 1 : request.multiple().getValue();
        var rules = Rules.of(request.texts(), request.numbers(), queues);
        MatchmakerQueue queue = rules.queue();
        var counts =
                queue == null
                        ? new Counts(request.minCount(), request.maxCount(), multiple)
                        : new Counts(queue.minPlayers(), queue.maxPlayers(), 1);
        if (members.size() > counts.max()) {
            throw RealtimeException.badInput(
                    "max_count: "
                            + counts.max()
                            + " (expected: at least the party's "
                            + members.size()
                            + ")");
        }
        var ticket =
                new Ticket(
                        ids.get(),
                        members.toArray(new Session[0]),
                        partyId,
                        counts,
                        parse(request.query()),
                        Properties.of(shapes, rules.texts(), rules.numbers()),
                        rules,
                        clock.nowMs(),
                        clock.nowNs() / 1_000_000);
        if (partyId.isEmpty()) {
            replaceInherited(members.getFirst(), ticket);
        }
        tickets.add(ticket);
        if (!agent.offer(ticket)) {
            tickets.remove(ticket);
            throw new RealtimeException(Error.Code.RUNTIME_EXCEPTION, "The matchmaker is busy");
        }
        return ticket.id;
    }

    private void replaceInherited(Session session, Ticket ticket) {
        Ticket same = tickets.replaceInherited(session, ticket);
        if (same != null) {
            ticket.createdMs = same.createdMs;
            ticket.enteredMs = same.enteredMs;
        }
    }

    private static TicketQuery parse(String query) {
        try {
            return TicketQuery.parse(query);
        } catch (QueryException e) {
            throw new RealtimeException(Error.Code.RUNTIME_EXCEPTION, e.text());
        }
    }

    /// Takes a party's ticket back.
    ///
    /// @throws RealtimeException `BAD_INPUT` when the party has no such ticket
    public void removePartyTicket(String partyId, String ticket) {
        UUID id = ticketId(ticket);
        Ticket removed = id == null ? null : tickets.remove(id, partyId);
        if (removed == null) {
            throw notFound();
        }
        agent.offer(removed);
    }

    /// Takes any ticket back.
    ///
    /// @return whether there was one
    public boolean remove(UUID id) {
        Ticket ticket = tickets.find(id);
        if (ticket == null || !tickets.removeWaiting(ticket)) {
            return false;
        }
        agent.offer(ticket);
        return true;
    }

    /// Takes all of a party's tickets back.
    public void removeParty(String partyId) {
        tickets.removeParty(partyId).forEach(agent::offer);
    }

    /// A member of a party whose socket was lost is back in it on a new one: the party's tickets
    /// wait again as soon as all their players are there.
    public void rejoinParty(String partyId, Session session) {
        tickets.rejoin(partyId, session).forEach(agent::offer);
    }

    /// A member whose socket was lost does not come back: the tickets it was in end.
    public void removeLostOfParty(String partyId) {
        tickets.removeLost(partyId).forEach(agent::offer);
    }

    /// As of the last pass.
    public MatchmakerStats statistics() {
        return agent.statistics();
    }

    /// How long all tickets that were matched have waited together.
    public long waitedMs() {
        return waits.sumMs();
    }

    /// How long the oldest ticket has waited, as of the last pass; 0 when there is none.
    public long oldestWaitMs() {
        MatchmakerStats last = agent.statistics();
        return last.hasOldestTicketCreateTime()
                ? Math.max(0, clock.nowMs() - last.getOldestTicketCreateTime().getSeconds() * 1000)
                : 0;
    }

    /// Tickets there are.
    public int ticketCount() {
        return tickets.count();
    }

    @Nullable Ticket ticket(UUID id) {
        return tickets.find(id);
    }

    /// Whether the ticket neither was matched nor ended.
    public boolean has(UUID ticket) {
        return tickets.find(ticket) != null;
    }

    /// Tickets in their first passes.
    public int activeCount() {
        return agent.activeCount();
    }

    /// Players put into matches so far.
    public long matchedPlayerCount() {
        return agent.matchedPlayerCount();
    }

    public long matchCount() {
        return agent.matchCount();
    }

    /// Time spent on searching so far.
    public long searchNs() {
        return agent.searchNs();
    }

    /// Groups that could not be told, whose tickets went back.
    public long requeuedCount() {
        return agent.requeuedCount();
    }

    /// How many candidates searches have passed over, by what kept them apart: each label with its
    /// count, which may be read at any time.
    public Map<String, LongSupplier> refusedCounts() {
        Refusals refusals = agent.pool().refusals();
        Map<String, LongSupplier> counts = new TreeMap<>();
        for (Refusals.Kind kind : Refusals.Kind.values()) {
            counts.put(kind.label(), () -> refusals.of(kind));
        }
        return counts;
    }

    /// Who waits, and why.
    public MatchmakerReports reports() {
        return reports;
    }

    /// Asks for more players for a match that runs: those who fit are told to join it as if they
    /// had been matched. Ends when the places are taken, the match is over or it is taken back.
    ///
    /// @param present how many players the match has
    /// @param wanted how many more it takes
    /// @param query whom it takes
    /// @param texts what the players' queries see of it; may name a queue, or rules that widen
    /// @throws RealtimeException for a malformed query or rule
    /// @throws ApiException when there is no such match, or too many ask
    public UUID backfill(
            String matchId,
            int present,
            int wanted,
            String query,
            Map<String, String> texts,
            Map<String, Double> numbers) {
        if (present < 0 || wanted < 1 || present > MAX_PLAYERS || wanted > MAX_PLAYERS) {
            throw ApiException.invalidArgument(
                    "present: " + present + ", wanted: " + wanted + " (expected: 0.., 1..)");
        }
        if (!directory.isRunning(matchId)) {
            throw new ApiException(Code.NOT_FOUND, "Match not found");
        }
        if (agent.openings().count() >= MAX_OPENINGS) {
            throw new ApiException(Code.RESOURCE_EXHAUSTED, "Too many matches ask for players");
        }
        var rules = Rules.of(texts, numbers, queues);
        var face =
                new Ticket(
                        ids.get(),
                        new Session[0],
                        "",
                        new Counts(2, Math.max(2, present + wanted), 1),
                        parse(query),
                        Properties.of(shapes, rules.texts(), rules.numbers()),
                        rules,
                        clock.nowMs(),
                        clock.nowNs() / 1_000_000);
        var opening = new Opening(face, matchId, present, wanted);
        if (!agent.execute(() -> agent.open(opening))) {
            throw new ApiException(Code.UNAVAILABLE, "The matchmaker is busy");
        }
        return face.id;
    }

    /// Takes back what a match asked for; nothing happens when that is over.
    ///
    /// @param matchId of the match that asked; empty for any
    public void endBackfill(UUID id, String matchId) {
        if (!agent.execute(() -> agent.openings().remove(id, matchId))) {
            throw new ApiException(Code.UNAVAILABLE, "The matchmaker is busy");
        }
    }

    /// Whether the user is in the match.
    boolean isInMatch(String matchId, UUID userId) {
        return directory.has(matchId, userId);
    }

    /// Matches that ask for more players.
    public int openingCount() {
        return agent.openings().count();
    }

    /// Players put into matches that ran already.
    public long backfilledPlayerCount() {
        return matched.backfilledCount();
    }

    @Override
    public void close() {
        agent.close();
    }
}
