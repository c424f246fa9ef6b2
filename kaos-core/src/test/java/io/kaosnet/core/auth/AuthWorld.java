package io.kaosnet.core.auth;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.clock.HandClock;
import io.kaosnet.core.db.Database;
import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.AccountDevice;
import io.kaosnet.protocol.api.AuthenticateDeviceRequest;
import io.kaosnet.protocol.api.Service;
import io.kaosnet.protocol.api.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Accounts and logins put together as a server does, with a clock that stands still.
final class AuthWorld {
    static final TokenConfig TOKENS =
            new TokenConfig("session-key", "refresh-key", 60, 3600, false);

    final Database database;
    final HandClock clock = new HandClock();
    final Revocations revocations;
    final Tokens tokens;
    final Accounts accounts;
    final List<String> revoked = new ArrayList<>();
    private final Endpoints endpoints;

    AuthWorld(Database database) {
        this(database, TOKENS);
    }

    AuthWorld(Database database, TokenConfig config) {
        this.database = database;
        this.revocations = new Revocations(database, clock);
        this.tokens = new Tokens(config, revocations, clock);
        this.accounts = new Accounts(database, userId -> false, clock);
        Auth auth = new Auth(config, database, tokens, revocations, accounts, clock);
        Endpoints.Builder builder =
                Endpoints.builder(Service.getDescriptor().findServiceByName("Nakama"));
        accounts.bind(builder);
        new AuthApi(auth, clock).bind(builder);
        this.endpoints = builder.build();
        revocations.listen((userId, tokenId) -> revoked.add(userId + "/" + tokenId));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    <R extends Message> R call(String name, Caller caller, Message request) {
        Endpoint<Message, R> endpoint = (Endpoint<Message, R>) endpoints.find(name);
        if (endpoint == null) {
            throw new IllegalArgumentException(name);
        }
        return endpoint.handler().handle(caller, request);
    }

    /// The code that the call is refused with.
    Code refusal(String name, Caller caller, Message request) {
        try {
            Message answer = call(name, caller, request);
            throw new AssertionError("answered " + answer);
        } catch (ApiException e) {
            return e.code();
        }
    }

    Session device(String id) {
        return device(id, "");
    }

    Session device(String id, String username) {
        return call(
                "AuthenticateDevice",
                Caller.SERVER,
                AuthenticateDeviceRequest.newBuilder()
                        .setAccount(AccountDevice.newBuilder().setId(id))
                        .setUsername(username)
                        .build());
    }

    /// The bearer of a session token.
    Caller as(Session session) {
        return new Caller(tokens.verify(session.getToken()), Origin.of("10.0.0.1", 1));
    }

    UUID userId(Session session) {
        Identity identity = tokens.verify(session.getToken());
        return identity.userId();
    }

    Account account(Session session) {
        return call("GetAccount", as(session), Empty.getDefaultInstance());
    }
}
