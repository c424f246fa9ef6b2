package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;

import com.google.protobuf.Message;
import io.kaosnet.core.api.Caller;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.api.Origin;
import io.kaosnet.core.auth.Tokens;
import io.kaosnet.protocol.api.Session;
import io.kaosnet.protocol.api.SessionLogoutRequest;
import io.kaosnet.runtime.RuntimeError;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/// Logins as game code sees them: the server's own calls, past hooks and limits. Blocks; safe from
/// any virtual thread.
final class LoginDoor implements io.kaosnet.runtime.Logins {
    private static final String REQUEST = "Request";

    private final Supplier<Endpoints> endpoints;
    private final Tokens tokens;

    /// @param endpoints asked with each call, for they are complete only when the server stands
    LoginDoor(Supplier<Endpoints> endpoints, Tokens tokens) {
        this.endpoints = endpoints;
        this.tokens = tokens;
    }

    @Override
    public Login authenticate(Message request) {
        String name = request.getDescriptorForType().getName();
        if (!name.startsWith("Authenticate") || !name.endsWith(REQUEST)) {
            throw unfit(name);
        }
        String endpoint = name.substring(0, name.length() - REQUEST.length());
        if (!(ask(Caller.SERVER, endpoint, request) instanceof Session session)) {
            throw unfit(name);
        }
        Identity identity = tokens.verify(session.getToken());
        return new Login(identity.userId().toString(), identity.username(), session.getCreated());
    }

    @Override
    public void link(String userId, Message account) {
        change("Link", userId, account);
    }

    @Override
    public void unlink(String userId, Message account) {
        change("Unlink", userId, account);
    }

    /// `AccountSteam` and `LinkSteamRequest` are both about `Steam`.
    private void change(String verb, String userId, Message account) {
        String name = account.getDescriptorForType().getName();
        String provider;
        if (name.startsWith("Account")) {
            provider = name.substring("Account".length());
        } else if (name.startsWith("Link") && name.endsWith(REQUEST)) {
            provider = name.substring("Link".length(), name.length() - REQUEST.length());
        } else {
            throw unfit(name);
        }
        ask(userId, verb + provider, account);
    }

    @Override
    public Token token(String userId, String username, Map<String, String> vars) {
        Tokens.Pair pair = tokens.issue(DoorCalls.uuid("user id", userId), username, vars);
        return new Token(pair.session(), pair.refresh());
    }

    @Override
    public void logout(String userId, String token, String refreshToken) {
        ask(
                userId,
                "SessionLogout",
                SessionLogoutRequest.newBuilder()
                        .setToken(token)
                        .setRefreshToken(refreshToken)
                        .build());
    }

    private void ask(String userId, String name, Message request) {
        UUID user = DoorCalls.uuid("user id", userId);
        ask(new Caller(new Identity(user, "", Map.of(), "", 0, 0), Origin.SERVER), name, request);
    }

    @SuppressWarnings("unchecked")
    private Message ask(Caller caller, String name, Message request) {
        var endpoint = (Endpoint<Message, Message>) endpoints.get().find(name);
        if (endpoint == null) {
            throw new RuntimeError(
                    RuntimeError.UNAVAILABLE, name + " is not available on this server");
        }
        if (!endpoint.request().getDescriptorForType().equals(request.getDescriptorForType())) {
            throw unfit(request.getDescriptorForType().getName());
        }
        return call(() -> endpoint.handler().handle(caller, request));
    }

    private static RuntimeError unfit(String name) {
        return DoorCalls.invalid(name + ": no request of a login");
    }
}
