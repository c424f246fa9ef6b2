package io.kaosnet.core.league;

import com.google.protobuf.Int32Value;
import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Auth;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.kaosnet.League;
import io.kaosnet.protocol.kaosnet.LeagueRequest;
import io.kaosnet.protocol.kaosnet.ListLeagueRecordsRequest;
import io.kaosnet.protocol.kaosnet.WriteLeagueRecordRequest;
import io.kaosnet.protocol.rest.Route;
import io.kaosnet.protocol.rest.Routes;

/// The clients' calls on leagues, under `/v2/kaos/`. Blocks; safe from any virtual thread.
public final class LeagueApi {
    private static final int MAX_LIMIT = 100;

    private final Leagues leagues;

    public LeagueApi(Leagues leagues) {
        this.leagues = leagues;
    }

    public void bind(Endpoints.Builder endpoints, Routes.Builder routes) {
        LeagueRequest one = LeagueRequest.getDefaultInstance();
        League league = League.getDefaultInstance();
        add(
                endpoints,
                routes,
                route("GET", "", "GetLeague", one, league, ""),
                one,
                (caller, request) -> leagues.get(request.getLeagueId(), caller.userId()));
        add(
                endpoints,
                routes,
                route("POST", "/join", "JoinLeague", one, league, ""),
                one,
                (caller, request) ->
                        leagues.join(
                                request.getLeagueId(), caller.userId(), caller.user().username()));
        WriteLeagueRecordRequest write = WriteLeagueRecordRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                route(
                        "POST",
                        "/record",
                        "WriteLeagueRecord",
                        write,
                        LeaderboardRecord.getDefaultInstance(),
                        "*"),
                write,
                this::onWrite);
        ListLeagueRecordsRequest list = ListLeagueRecordsRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                route(
                        "GET",
                        "/record",
                        "ListLeagueRecords",
                        list,
                        LeaderboardRecordList.getDefaultInstance(),
                        ""),
                list,
                this::onList);
    }

    private LeaderboardRecord onWrite(Caller caller, WriteLeagueRecordRequest request) {
        if (leagues.get(request.getLeagueId(), null).getAuthoritative()) {
            throw ApiException.permissionDenied("Only the server may write this league");
        }
        return leagues.write(
                request.getLeagueId(),
                caller.userId(),
                caller.user().username(),
                request.getScore(),
                request.getSubscore(),
                request.getMetadata());
    }

    private LeaderboardRecordList onList(Caller caller, ListLeagueRecordsRequest request) {
        String id = request.getLeagueId();
        int division = request.getDivision();
        if (division == 0) {
            division = leagues.get(id, caller.userId()).getDivision();
            if (division == 0) {
                throw new ApiException(Code.FAILED_PRECONDITION, "Must join the league first");
            }
        }
        int limit =
                Arguments.limit(
                        request.getLimit() == 0 ? null : Int32Value.of(request.getLimit()),
                        MAX_LIMIT,
                        MAX_LIMIT);
        return leagues.records(id, division, limit, request.getCursor());
    }

    private static Route route(
            String method, String path, String name, Message request, Message answer, String body) {
        return new Route(method, "/v2/kaos/league/{league_id}" + path, name, request, answer, body);
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
