package io.kaosnet.core.party;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Auth;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.protocol.kaosnet.PartyCode;
import io.kaosnet.protocol.kaosnet.PartyCodeRequest;
import io.kaosnet.protocol.kaosnet.PartyInviteRequest;
import io.kaosnet.protocol.kaosnet.PartyReadyCheck;
import io.kaosnet.protocol.kaosnet.PartyReadyCheckRequest;
import io.kaosnet.protocol.kaosnet.PartyReadyRequest;
import io.kaosnet.protocol.kaosnet.PartyRequest;
import io.kaosnet.protocol.kaosnet.PartyState;
import io.kaosnet.protocol.rest.Route;
import io.kaosnet.protocol.rest.Routes;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/// The clients' calls on parties beside the socket's messages, under `/v2/kaos/party`. Safe from
/// any virtual thread; invitations block.
public final class PartyApi {
    private static final String PATH = "/v2/kaos/party/";
    private static final int STANDARD_READY_SEC = 30;

    private final Parties parties;

    public PartyApi(Parties parties) {
        this.parties = parties;
    }

    public void bind(Endpoints.Builder endpoints, Routes.Builder routes) {
        PartyRequest one = PartyRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                new Route("GET", PATH + "{party_id}", "GetParty", one, state(), ""),
                one,
                (caller, request) -> parties.state(request.getPartyId(), caller.userId()));
        add(
                endpoints,
                routes,
                new Route("POST", PATH + "{party_id}/code", "CreatePartyCode", one, code(), ""),
                one,
                (caller, request) -> parties.code(request.getPartyId(), caller.userId()));
        PartyCodeRequest code = PartyCodeRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                new Route("GET", PATH + "code/{code}", "GetPartyCode", code, code(), ""),
                code,
                (caller, request) -> parties.resolve(request.getCode(), caller.userId()));
        PartyInviteRequest invite = PartyInviteRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                new Route(
                        "POST",
                        PATH + "{party_id}/invite",
                        "InviteToParty",
                        invite,
                        Empty.getDefaultInstance(),
                        "*"),
                invite,
                (caller, request) -> {
                    parties.invite(request.getPartyId(), users(request), caller.userId());
                    return Empty.getDefaultInstance();
                });
        PartyReadyCheckRequest check = PartyReadyCheckRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                new Route(
                        "POST",
                        PATH + "{party_id}/ready_check",
                        "StartPartyReadyCheck",
                        check,
                        PartyReadyCheck.getDefaultInstance(),
                        "*"),
                check,
                (caller, request) ->
                        parties.readyCheck(
                                request.getPartyId(),
                                request.getTimeoutSec() == 0
                                        ? STANDARD_READY_SEC
                                        : request.getTimeoutSec(),
                                caller.userId()));
        PartyReadyRequest ready = PartyReadyRequest.getDefaultInstance();
        add(
                endpoints,
                routes,
                new Route(
                        "POST",
                        PATH + "{party_id}/ready",
                        "AnswerPartyReadyCheck",
                        ready,
                        PartyReadyCheck.getDefaultInstance(),
                        "*"),
                ready,
                (caller, request) ->
                        parties.ready(request.getPartyId(), request.getReady(), caller.userId()));
    }

    private static PartyState state() {
        return PartyState.getDefaultInstance();
    }

    private static PartyCode code() {
        return PartyCode.getDefaultInstance();
    }

    private static Set<UUID> users(PartyInviteRequest request) {
        Set<UUID> users = new LinkedHashSet<>();
        for (String id : request.getUserIdsList()) {
            try {
                users.add(UUID.fromString(id));
            } catch (IllegalArgumentException e) {
                throw ApiException.invalidArgument("user_ids: " + id + " (expected: a UUID)");
            }
        }
        return users;
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
