package io.kaosnet.server;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.match.MatchTokens;
import io.kaosnet.core.match.Matches;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.matchmaker.MatchmakerApi;
import io.kaosnet.core.matchmaker.MatchmakerHooks;
import io.kaosnet.core.matchmaker.MatchmakerReports;
import io.kaosnet.core.module.Modules;
import io.kaosnet.core.module.ServerDoors;
import io.kaosnet.core.notification.Notice;
import io.kaosnet.core.notification.Notifications;
import io.kaosnet.core.party.Parties;
import io.kaosnet.core.party.PartyApi;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.ListPartiesRequest;
import io.kaosnet.protocol.api.PartyList;
import io.kaosnet.protocol.kaosnet.MatchmakerQueueList;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReport;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReportList;
import io.kaosnet.protocol.rest.Routes;
import io.kaosnet.runtime.Matches.MatchInfo;
import io.kaosnet.runtime.RuntimeError;
import io.kaosnet.scripting.functions.MatchmakerFunctions;
import io.kaosnet.scripting.functions.PartyFunctions;
import io.kaosnet.server.config.MatchmakingConfig;
import io.kaosnet.server.console.ConsoleServer;
import io.kaosnet.server.metrics.ServerMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// How players find each other, put together: parties and the matchmaker. Owned by the thread that
/// starts the server.
final class MatchmakingFeatures implements AutoCloseable {
    /// Of the notification that invites to a party.
    private static final int INVITATION = -30;

    private static final long SWEEP_MS = 1000;

    private final Sessions sessions;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Matchmaker matchmaker;
    private final Parties parties;

    MatchmakingFeatures(
            MatchmakingConfig config,
            String node,
            Presences presences,
            MatchTokens tokens,
            Modules modules,
            Matches matches,
            Notifications notifications,
            Sessions sessions,
            Clock clock) {
        this.sessions = sessions;
        MatchmakerHooks hooks =
                modules.matchmakerHooks(
                        work -> Thread.ofVirtual().name("matchmaker-hook").start(work));
        matchmaker =
                new Matchmaker(config.matchmaker(), node, tokens, hooks, UUID::randomUUID, clock);
        parties = new Parties(config.parties(), node, presences, matchmaker, clock);
        matchmaker.serve(
                new Matchmaker.Directory() {
                    @Override
                    public boolean isRunning(String matchId) {
                        return find(matches, matchId) != null;
                    }

                    @Override
                    public boolean has(String matchId, UUID userId) {
                        return isRunning(matchId)
                                && matches.membersOf(matchId).stream()
                                        .anyMatch(
                                                member -> member.session().userId().equals(userId));
                    }
                });
        parties.inviting(
                (partyId, users, by, untilMs) ->
                        invite(notifications, partyId, users, by, untilMs));
    }

    private static @Nullable MatchInfo find(Matches matches, String matchId) {
        try {
            return matches.find(matchId);
        } catch (RuntimeError _) {
            return null; // Not the id of a match.
        }
    }

    private static void invite(
            Notifications notifications,
            String partyId,
            List<UUID> users,
            @Nullable UUID by,
            long untilMs) {
        List<Notice> notices = new ArrayList<>();
        for (UUID user : users) {
            notices.add(
                    new Notice(
                            UUID.randomUUID(),
                            user,
                            "You are invited to a party",
                            Notice.content("party_id", partyId),
                            INVITATION,
                            by,
                            true,
                            untilMs));
        }
        notifications.send(notices);
    }

    /// Binds the calls under `/v2/kaos/`.
    void bind(Endpoints.Builder endpoints, Routes.Builder routes) {
        new MatchmakerApi(matchmaker, sessions).bind(endpoints, routes);
        new PartyApi(parties).bind(endpoints, routes);
    }

    void bind(ScriptFunctions functions, ServerDoors doors) {
        doors.add(matchmaker, parties);
        MatchmakerFunctions.bind(functions);
        PartyFunctions.bind(functions);
    }

    void bind(Endpoints.Builder endpoints, RealtimeRouter router) {
        matchmaker.bind(endpoints, router, sessions);
        parties.bind(endpoints, router);
    }

    PartyList parties(ListPartiesRequest request, boolean showsHidden) {
        return parties.list(request, showsHidden);
    }

    /// Operators' calls: who waits, and why.
    void bindConsole(ConsoleServer console) {
        MatchmakerReports reports = matchmaker.reports();
        DataCalls.add(
                console,
                "GET",
                "/matchmaker/tickets",
                request ->
                        DataCalls.json(
                                MatchmakerTicketReportList.newBuilder()
                                        .addAllTickets(
                                                reports.oldest(
                                                        DataCalls.whole(
                                                                request, "limit", 100, 1000)))
                                        .build()));
        DataCalls.add(
                console,
                "GET",
                "/matchmaker/ticket",
                request -> {
                    MatchmakerTicketReport report =
                            reports.find(DataCalls.uuid("ticket", request.parameter("ticket")));
                    if (report == null) {
                        throw ApiException.notFound("ticket: not found");
                    }
                    return DataCalls.json(report);
                });
        DataCalls.add(
                console,
                "GET",
                "/matchmaker/queues",
                _ ->
                        DataCalls.json(
                                MatchmakerQueueList.newBuilder()
                                        .addAllQueues(reports.queues())
                                        .build()));
        DataCalls.add(
                console, "GET", "/matchmaker/stats", _ -> DataCalls.json(matchmaker.statistics()));
    }

    void bindMetrics(ServerMetrics metrics) {
        metrics.gauge("kaosnet_parties", parties::count);
        metrics.gauge("kaosnet_matchmaker_tickets", matchmaker::ticketCount);
        metrics.gauge("kaosnet_matchmaker_active_tickets", matchmaker::activeCount);
        metrics.count("kaosnet_matchmaker_matches", matchmaker::matchCount);
        metrics.count("kaosnet_matchmaker_matched_players", matchmaker::matchedPlayerCount);
        metrics.count("kaosnet_matchmaker_requeued", matchmaker::requeuedCount);
        metrics.gauge("kaosnet_matchmaker_openings", matchmaker::openingCount);
        metrics.count("kaosnet_matchmaker_backfilled_players", matchmaker::backfilledPlayerCount);
        metrics.count("kaosnet_matchmaker_wait_seconds", () -> matchmaker.waitedMs() / 1e3);
        metrics.gauge(
                "kaosnet_matchmaker_oldest_wait_seconds", () -> matchmaker.oldestWaitMs() / 1e3);
        metrics.count("kaosnet_matchmaker_search_seconds", () -> matchmaker.searchNs() / 1e9);
        matchmaker
                .refusedCounts()
                .forEach(
                        (clause, count) ->
                                metrics.count(
                                        "kaosnet_matchmaker_refused_candidates",
                                        count::getAsLong,
                                        "clause",
                                        clause));
    }

    void start() {
        matchmaker.start();
        Thread.ofPlatform().name("parties").daemon().start(this::sweep);
    }

    private void sweep() {
        try {
            while (!stopped.await(SWEEP_MS, TimeUnit.MILLISECONDS)) {
                parties.sweep();
            }
        } catch (InterruptedException _) {
            // The server stops.
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        matchmaker.close();
    }
}
