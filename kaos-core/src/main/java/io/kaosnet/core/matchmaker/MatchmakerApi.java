package io.kaosnet.core.matchmaker;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Auth;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.kaosnet.MatchmakerBackfill;
import io.kaosnet.protocol.kaosnet.MatchmakerBackfillTicket;
import io.kaosnet.protocol.kaosnet.MatchmakerQueueList;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReport;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketReportList;
import io.kaosnet.protocol.kaosnet.MatchmakerTicketRequest;
import io.kaosnet.protocol.rest.Route;
import io.kaosnet.protocol.rest.Routes;
import java.util.List;
import java.util.UUID;

/// The clients' calls on the matchmaker beside the socket's messages, under
/// `/v2/kaos/matchmaker/`. Blocks; safe from any virtual thread.
public final class MatchmakerApi {
    private static final String PATH = "/v2/kaos/matchmaker/";

    private final Matchmaker matchmaker;
    private final Sessions sessions;

    public MatchmakerApi(Matchmaker matchmaker, Sessions sessions) {
        this.matchmaker = matchmaker;
        this.sessions = sessions;
    }

    public void bind(Endpoints.Builder endpoints, Routes.Builder routes) {
        add(
                endpoints,
                routes,
                new Route(
                        "GET",
                        PATH + "ticket",
                        "ListMatchmakerTickets",
                        Empty.getDefaultInstance(),
                        MatchmakerTicketReportList.getDefaultInstance(),
                        ""),
                Empty.getDefaultInstance(),
                (caller, _) ->
                        MatchmakerTicketReportList.newBuilder().addAllTickets(own(caller)).build());
        MatchmakerTicketRequest ticket = MatchmakerTicketRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                new Route(
                        "GET",
                        PATH + "ticket/{ticket}",
                        "GetMatchmakerTicket",
                        ticket,
                        MatchmakerTicketReport.getDefaultInstance(),
                        ""),
                ticket,
                (caller, request) -> own(caller, request.getTicket()));
        add(
                endpoints,
                routes,
                new Route(
                        "GET",
                        PATH + "queue",
                        "ListMatchmakerQueues",
                        Empty.getDefaultInstance(),
                        MatchmakerQueueList.getDefaultInstance(),
                        ""),
                Empty.getDefaultInstance(),
                (_, _) ->
                        MatchmakerQueueList.newBuilder()
                                .addAllQueues(matchmaker.reports().queues())
                                .build());
        MatchmakerBackfill backfill = MatchmakerBackfill.getDefaultInstance();
        add(
                endpoints,
                routes,
                new Route(
                        "POST",
                        PATH + "backfill",
                        "CreateMatchmakerBackfill",
                        backfill,
                        MatchmakerBackfillTicket.getDefaultInstance(),
                        "*"),
                backfill,
                this::backfill);
    }

    private List<MatchmakerTicketReport> own(Caller caller) {
        return matchmaker.reports().of(sessions.ofUser(caller.userId()));
    }

    private MatchmakerTicketReport own(Caller caller, String ticket) {
        for (MatchmakerTicketReport report : own(caller)) {
            if (report.getTicket().equals(ticket)) {
                return report;
            }
        }
        throw ApiException.notFound("ticket: not found among the caller's");
    }

    private MatchmakerBackfillTicket backfill(Caller caller, MatchmakerBackfill request) {
        if (!matchmaker.isInMatch(request.getMatchId(), caller.userId())) {
            throw ApiException.permissionDenied("Not in the match");
        }
        return MatchmakerBackfillTicket.newBuilder()
                .setTicket(backfill(matchmaker, request).toString())
                .build();
    }

    /// Asks for players as calls and game code do.
    public static UUID backfill(Matchmaker matchmaker, MatchmakerBackfill request) {
        try {
            return matchmaker.backfill(
                    request.getMatchId(),
                    request.getPresent(),
                    request.getWanted(),
                    request.getQuery(),
                    request.getStringPropertiesMap(),
                    request.getNumericPropertiesMap());
        } catch (RealtimeException e) {
            throw new ApiException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
        }
    }

    private static <Q extends Message, R extends Message> void add(
            Endpoints.Builder endpoints,
            Routes.Builder routes,
            Route route,
            Q request,
            Endpoint.Handler<Q, R> handler) {
        endpoints.add(new Endpoint<>(route.rpcName(), request, Auth.SESSION, true, handler));
        routes.add(route);
    }
}
