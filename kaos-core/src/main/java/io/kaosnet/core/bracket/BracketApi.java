package io.kaosnet.core.bracket;

import com.google.protobuf.Int32Value;
import com.google.protobuf.Message;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Auth;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketList;
import io.kaosnet.protocol.kaosnet.BracketMatchRequest;
import io.kaosnet.protocol.kaosnet.BracketRequest;
import io.kaosnet.protocol.kaosnet.ListBracketsRequest;
import io.kaosnet.protocol.kaosnet.ReportBracketMatchRequest;
import io.kaosnet.protocol.rest.Route;
import io.kaosnet.protocol.rest.Routes;

/// The clients' calls on brackets, under `/v2/kaos/`. Blocks; safe from any virtual thread.
public final class BracketApi {
    private static final int STANDARD_LIMIT = 10;
    private static final int MAX_LIMIT = 100;

    private final Brackets brackets;

    public BracketApi(Brackets brackets) {
        this.brackets = brackets;
    }

    public void bind(Endpoints.Builder endpoints, Routes.Builder routes) {
        add(
                endpoints,
                routes,
                new Route(
                        "GET",
                        "/v2/kaos/bracket",
                        "ListBrackets",
                        ListBracketsRequest.getDefaultInstance(),
                        BracketList.getDefaultInstance(),
                        ""),
                ListBracketsRequest.getDefaultInstance(),
                (_, request) ->
                        brackets.list(
                                Arguments.limit(
                                        request.getLimit() == 0
                                                ? null
                                                : Int32Value.of(request.getLimit()),
                                        STANDARD_LIMIT,
                                        MAX_LIMIT),
                                request.getCursor()));
        BracketRequest one = BracketRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                route("GET", "", "GetBracket", one, ""),
                one,
                (_, request) -> brackets.get(request.getBracketId()));
        add(
                endpoints,
                routes,
                route("POST", "/join", "JoinBracket", one, ""),
                one,
                (caller, request) ->
                        brackets.join(
                                request.getBracketId(),
                                caller.userId().toString(),
                                caller.user().username(),
                                0));
        add(
                endpoints,
                routes,
                route("POST", "/leave", "LeaveBracket", one, ""),
                one,
                (caller, request) ->
                        brackets.leave(request.getBracketId(), caller.userId().toString()));
        BracketMatchRequest match = BracketMatchRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                route("POST", "/match/{match_id}/present", "PresentBracketMatch", match, ""),
                match,
                (caller, request) ->
                        brackets.present(
                                request.getBracketId(),
                                request.getMatchId(),
                                caller.userId().toString()));
        ReportBracketMatchRequest report = ReportBracketMatchRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                route("POST", "/match/{match_id}/report", "ReportBracketMatch", report, "*"),
                report,
                (caller, request) ->
                        brackets.report(
                                request.getBracketId(),
                                request.getMatchId(),
                                caller.userId().toString(),
                                request.getHomeGames(),
                                request.getAwayGames()));
    }

    private static Route route(
            String method, String path, String name, Message request, String body) {
        return new Route(
                method,
                "/v2/kaos/bracket/{bracket_id}" + path,
                name,
                request,
                Bracket.getDefaultInstance(),
                body);
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
