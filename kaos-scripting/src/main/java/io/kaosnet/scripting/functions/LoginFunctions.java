package io.kaosnet.scripting.functions;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Message;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.auth.Tokens;
import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptJson;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.protocol.api.AccountCustom;
import io.kaosnet.protocol.api.AccountDevice;
import io.kaosnet.protocol.api.AccountEmail;
import io.kaosnet.protocol.api.AuthenticateCustomRequest;
import io.kaosnet.protocol.api.AuthenticateDeviceRequest;
import io.kaosnet.protocol.api.AuthenticateEmailRequest;
import io.kaosnet.protocol.api.Session;
import io.kaosnet.protocol.api.SessionLogoutRequest;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Logins, links and session tokens.
public final class LoginFunctions {
    private LoginFunctions() {}

    /// @param endpoints asked with each call
    public static void bind(
            ScriptFunctions functions, Supplier<Endpoints> endpoints, Tokens tokens) {
        var calls = new ServerCalls(endpoints);
        ScriptFunctions.Area area = functions.area("Authentication");
        authenticate(area, calls);
        link(area, calls, "custom", "id", LoginFunctions::custom);
        link(area, calls, "device", "id", LoginFunctions::device);
        area.addBlocking(
                "link_email",
                "userId:string, email:string, password:string",
                "",
                "Lets a user log in with an e-mail address and a password.",
                (_, args) -> {
                    calls.as(Results.uuid(args, 0), "LinkEmail", email(args, 1));
                    return null;
                });
        area.addBlocking(
                "unlink_email",
                "userId:string, email:string?",
                "",
                "Takes that away.",
                (_, args) -> {
                    calls.as(Results.uuid(args, 0), "UnlinkEmail", email(args, 1));
                    return null;
                });
        sessions(area, calls, tokens);
    }

    private static void authenticate(ScriptFunctions.Area area, ServerCalls calls) {
        String tail = ", username:string?, create:bool?=true";
        String answer = "userId, username, created";
        area.addBlocking(
                "authenticate_custom",
                "id:string" + tail,
                answer,
                "Finds the user of a custom id, or makes one.",
                (_, args) ->
                        session(
                                calls.asNobody(
                                        "AuthenticateCustom",
                                        AuthenticateCustomRequest.newBuilder()
                                                .setAccount(custom(args.text(0)))
                                                .setUsername(args.text(1))
                                                .setCreate(BoolValue.of(args.flag(2)))
                                                .build())));
        area.addBlocking(
                "authenticate_device",
                "id:string" + tail,
                answer,
                "Finds the user of a device, or makes one.",
                (_, args) ->
                        session(
                                calls.asNobody(
                                        "AuthenticateDevice",
                                        AuthenticateDeviceRequest.newBuilder()
                                                .setAccount(device(args.text(0)))
                                                .setUsername(args.text(1))
                                                .setCreate(BoolValue.of(args.flag(2)))
                                                .build())));
        area.addBlocking(
                "authenticate_email",
                "email:string?, password:string" + tail,
                answer,
                "Finds the user of an e-mail address and a password, or makes one. Without an"
                        + " address the user name is asked.",
                (_, args) ->
                        session(
                                calls.asNobody(
                                        "AuthenticateEmail",
                                        AuthenticateEmailRequest.newBuilder()
                                                .setAccount(email(args, 0))
                                                .setUsername(args.text(2))
                                                .setCreate(BoolValue.of(args.flag(3)))
                                                .build())));
    }

    private static void link(
            ScriptFunctions.Area area,
            ServerCalls calls,
            String kind,
            String what,
            Function<String, Message> request) {
        String name = Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
        area.addBlocking(
                "link_" + kind,
                "userId:string, " + what + ":string",
                "",
                "Lets a user log in with a " + kind + " id.",
                (_, args) -> {
                    calls.as(Results.uuid(args, 0), "Link" + name, request.apply(args.text(1)));
                    return null;
                });
        area.addBlocking(
                "unlink_" + kind,
                "userId:string, " + what + ":string?",
                "",
                "Takes that away.",
                (_, args) -> {
                    calls.as(Results.uuid(args, 0), "Unlink" + name, request.apply(args.text(1)));
                    return null;
                });
    }

    private static void sessions(ScriptFunctions.Area area, ServerCalls calls, Tokens tokens) {
        area.addBlocking(
                "authenticate_token_generate",
                "userId:string, username:string, exp:int?=0, vars:table?",
                "token, expiry",
                "A session token for a user, without a login.",
                (_, args) -> {
                    Tokens.Pair pair =
                            tokens.issue(
                                    Results.uuid(args, 0),
                                    args.text(1),
                                    ScriptTables.textMap("vars", args.map(3)));
                    return Values.of(pair.session(), claims(pair.session()).get("exp"));
                });
        area.addBlocking(
                "session_logout",
                "userId:string, token:string?, refreshToken:string?",
                "",
                "Ends the sessions of these tokens, or all of a user's.",
                (_, args) -> {
                    calls.as(
                            Results.uuid(args, 0),
                            "SessionLogout",
                            SessionLogoutRequest.newBuilder()
                                    .setToken(args.text(1))
                                    .setRefreshToken(args.text(2))
                                    .build());
                    return null;
                });
    }

    private static AccountCustom custom(String id) {
        return AccountCustom.newBuilder().setId(id).build();
    }

    private static AccountDevice device(String id) {
        return AccountDevice.newBuilder().setId(id).build();
    }

    private static AccountEmail email(Args args, int index) {
        var account = AccountEmail.newBuilder().setEmail(args.text(index));
        if (args.has(index + 1)) {
            account.setPassword(args.text(index + 1));
        }
        return account.build();
    }

    static Object session(Message answer) {
        var session = (Session) answer;
        Map<?, ?> claims = claims(session.getToken());
        return Values.of(claims.get("uid"), claims.get("usn"), session.getCreated());
    }

    /// What a token of our own says.
    private static Map<?, ?> claims(String token) {
        String payload = token.split("\\.", -1)[1];
        @Nullable Object claims = ScriptJson.decode(Base64.getUrlDecoder().decode(payload));
        return claims instanceof Map<?, ?> map ? map : Map.of();
    }
}
