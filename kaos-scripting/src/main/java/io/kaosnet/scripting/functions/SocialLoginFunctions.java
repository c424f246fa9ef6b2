package io.kaosnet.scripting.functions;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.protocol.api.AccountApple;
import io.kaosnet.protocol.api.AccountFacebook;
import io.kaosnet.protocol.api.AccountFacebookInstantGame;
import io.kaosnet.protocol.api.AccountGameCenter;
import io.kaosnet.protocol.api.AccountGoogle;
import io.kaosnet.protocol.api.AccountSteam;
import io.kaosnet.protocol.api.AuthenticateAppleRequest;
import io.kaosnet.protocol.api.AuthenticateFacebookInstantGameRequest;
import io.kaosnet.protocol.api.AuthenticateFacebookRequest;
import io.kaosnet.protocol.api.AuthenticateGameCenterRequest;
import io.kaosnet.protocol.api.AuthenticateGoogleRequest;
import io.kaosnet.protocol.api.AuthenticateSteamRequest;
import io.kaosnet.protocol.api.LinkFacebookRequest;
import io.kaosnet.protocol.api.LinkSteamRequest;
import java.util.function.Function;
import java.util.function.Supplier;

/// Logins with accounts of other companies: what a client's call would answer.
public final class SocialLoginFunctions {
    private static final String TOKEN = "token:string";
    private static final String FRIENDS = ", importFriends:bool?=true";
    private static final String TAIL = ", username:string?, create:bool?=true";
    private static final String CENTER =
            ", bundleId:string, timestamp:int, salt:string, signature:string, publicKeyUrl:string";

    private SocialLoginFunctions() {}

    /// @param endpoints asked with each call
    public static void bind(ScriptFunctions functions, Supplier<Endpoints> endpoints) {
        var calls = new ServerCalls(endpoints);
        ScriptFunctions.Area area = functions.area("Authentication");
        authenticate(area, calls);
        link(area, calls);
        unlink(area, calls);
    }

    /// @param request what is sent, still empty: an account, a name, whether to make the user, and,
    ///     if it has such a field, whether to import friends
    /// @param params the account's, which `account` reads; they come first
    private static void login(
            ScriptFunctions.Area area,
            ServerCalls calls,
            String name,
            Message request,
            String what,
            String params,
            Function<Args, Message> account) {
        Descriptor type = request.getDescriptorForType();
        FieldDescriptor sync = type.findFieldByName("sync");
        String endpoint = type.getName().substring(0, type.getName().length() - "Request".length());
        int next = params.split(",").length;
        area.addBlocking(
                "authenticate_" + name,
                params + (sync == null ? "" : FRIENDS) + TAIL,
                "userId, username, created",
                "Finds the user of " + what + ", or makes one.",
                (_, args) -> {
                    Message.Builder full = request.toBuilder();
                    full.setField(type.findFieldByName("account"), account.apply(args));
                    int index = next;
                    if (sync != null) {
                        full.setField(sync, BoolValue.of(args.flag(index++)));
                    }
                    full.setField(type.findFieldByName("username"), args.text(index));
                    full.setField(
                            type.findFieldByName("create"), BoolValue.of(args.flag(index + 1)));
                    return LoginFunctions.session(calls.asNobody(endpoint, full.build()));
                });
    }

    private static void authenticate(ScriptFunctions.Area area, ServerCalls calls) {
        login(
                area,
                calls,
                "apple",
                AuthenticateAppleRequest.getDefaultInstance(),
                "an Apple account",
                TOKEN,
                args -> apple(args, 0));
        login(
                area,
                calls,
                "google",
                AuthenticateGoogleRequest.getDefaultInstance(),
                "a Google account",
                TOKEN,
                args -> google(args, 0));
        login(
                area,
                calls,
                "facebook_instant_game",
                AuthenticateFacebookInstantGameRequest.getDefaultInstance(),
                "a Facebook Instant Game player",
                "playerInfo:string",
                args -> instant(args, 0));
        login(
                area,
                calls,
                "game_center",
                AuthenticateGameCenterRequest.getDefaultInstance(),
                "a Game Center player",
                "playerId:string" + CENTER,
                args -> gameCenter(args, 0));
        login(
                area,
                calls,
                "facebook",
                AuthenticateFacebookRequest.getDefaultInstance(),
                "a Facebook account",
                TOKEN,
                args -> facebook(args, 0));
        login(
                area,
                calls,
                "steam",
                AuthenticateSteamRequest.getDefaultInstance(),
                "a Steam account",
                TOKEN,
                args -> steam(args, 0));
    }

    private static void change(
            ScriptFunctions.Area area,
            ServerCalls calls,
            String name,
            String params,
            String endpoint,
            String doc,
            Function<Args, Message> request) {
        area.addBlocking(
                name,
                "userId:string, " + params,
                "",
                doc,
                (_, args) -> {
                    calls.as(Results.uuid(args, 0), endpoint, request.apply(args));
                    return null;
                });
    }

    private static void link(ScriptFunctions.Area area, ServerCalls calls) {
        String doc = "Lets a user log in with such an account.";
        change(area, calls, "link_apple", TOKEN, "LinkApple", doc, a -> apple(a, 1));
        change(area, calls, "link_google", TOKEN, "LinkGoogle", doc, a -> google(a, 1));
        change(
                area,
                calls,
                "link_facebook",
                "username:string?, " + TOKEN + FRIENDS,
                "LinkFacebook",
                doc,
                args ->
                        LinkFacebookRequest.newBuilder()
                                .setAccount(facebook(args, 2))
                                .setSync(BoolValue.of(args.flag(3)))
                                .build());
        change(
                area,
                calls,
                "link_steam",
                "username:string?, " + TOKEN + FRIENDS,
                "LinkSteam",
                doc,
                args ->
                        LinkSteamRequest.newBuilder()
                                .setAccount(steam(args, 2))
                                .setSync(BoolValue.of(args.flag(3)))
                                .build());
        change(
                area,
                calls,
                "link_facebook_instant_game",
                "playerInfo:string",
                "LinkFacebookInstantGame",
                doc,
                args -> instant(args, 1));
        change(
                area,
                calls,
                "link_gamecenter",
                "playerId:string" + CENTER,
                "LinkGameCenter",
                doc,
                args -> gameCenter(args, 1));
    }

    private static void unlink(ScriptFunctions.Area area, ServerCalls calls) {
        String doc = "Takes that away.";
        String token = "token:string?";
        change(area, calls, "unlink_apple", token, "UnlinkApple", doc, a -> apple(a, 1));
        change(area, calls, "unlink_google", token, "UnlinkGoogle", doc, a -> google(a, 1));
        change(area, calls, "unlink_facebook", token, "UnlinkFacebook", doc, a -> facebook(a, 1));
        change(area, calls, "unlink_steam", token, "UnlinkSteam", doc, a -> steam(a, 1));
        change(
                area,
                calls,
                "unlink_facebook_instant_game",
                "playerInfo:string?",
                "UnlinkFacebookInstantGame",
                doc,
                args -> instant(args, 1));
        change(
                area,
                calls,
                "unlink_gamecenter",
                "playerId:string?, bundleId:string?, timestamp:int?=0, salt:string?,"
                        + " signature:string?, publicKeyUrl:string?",
                "UnlinkGameCenter",
                doc,
                args -> gameCenter(args, 1));
    }

    private static AccountApple apple(Args args, int index) {
        return AccountApple.newBuilder().setToken(args.text(index)).build();
    }

    private static AccountGoogle google(Args args, int index) {
        return AccountGoogle.newBuilder().setToken(args.text(index)).build();
    }

    private static AccountFacebook facebook(Args args, int index) {
        return AccountFacebook.newBuilder().setToken(args.text(index)).build();
    }

    private static AccountSteam steam(Args args, int index) {
        return AccountSteam.newBuilder().setToken(args.text(index)).build();
    }

    private static AccountFacebookInstantGame instant(Args args, int index) {
        return AccountFacebookInstantGame.newBuilder()
                .setSignedPlayerInfo(args.text(index))
                .build();
    }

    private static AccountGameCenter gameCenter(Args args, int index) {
        return AccountGameCenter.newBuilder()
                .setPlayerId(args.text(index))
                .setBundleId(args.text(index + 1))
                .setTimestampSeconds(args.integer(index + 2))
                .setSalt(args.text(index + 3))
                .setSignature(args.text(index + 4))
                .setPublicKeyUrl(args.text(index + 5))
                .build();
    }
}
