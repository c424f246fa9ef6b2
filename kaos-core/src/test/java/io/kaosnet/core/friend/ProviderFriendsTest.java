package io.kaosnet.core.friend;

import static io.kaosnet.core.social.SocialWorld.ANN;
import static io.kaosnet.core.social.SocialWorld.BOB;
import static io.kaosnet.core.social.SocialWorld.CID;
import static io.kaosnet.core.social.SocialWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.social.SocialWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a server on this machine that answers as the providers do.
final class ProviderFriendsTest {
    private static final String UNKNOWN = "{\"response\":{\"error\":{\"errorcode\":101}}}";

    /// What a provider answers, by path and query.
    private record Answer(int status, String body) {}

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private HttpServer provider;

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        provider.createContext(
                "/",
                exchange -> {
                    String asked = exchange.getRequestURI().toString();
                    if (asked.contains("slow")) {
                        await();
                    }
                    if (asked.contains("half")) {
                        exchange.sendResponseHeaders(200, 1000);
                        exchange.getResponseBody().write('{');
                        exchange.getResponseBody().flush();
                        await();
                    }
                    Answer answer = answers.getOrDefault(asked, new Answer(404, "{}"));
                    write(exchange, answer);
                });
        provider.start();
    }

    private static void write(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void await() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        ended.countDown();
        provider.stop(0);
    }

    private ProviderFriends friends(SocialWorld world, int port, String steamKey) {
        URI base = URI.create("http://127.0.0.1:" + port + "/base");
        var config = new FriendImportsConfig(base, base, steamKey, 7, Duration.ofMillis(500));
        return new ProviderFriends(config, world.accounts);
    }

    private ProviderFriends friends(SocialWorld world) {
        return friends(world, provider.getAddress().getPort(), "key");
    }

    private static void link(Database database, UUID user, String facebook, String steam) {
        database.write(
                tx ->
                        tx.sql("UPDATE users SET facebook_id = ?, steam_id = ? WHERE id = ?")
                                .bind(facebook)
                                .bind(steam)
                                .bind(user)
                                .update());
    }

    private void answer(String asked, int status, String body) {
        answers.put("/base" + asked, new Answer(status, body));
    }

    @OnEveryDatabase
    void facebookFriendsAreFoundOnAllPages(Database database) {
        SocialWorld world = new SocialWorld(database);
        link(database, ANN, "f-ann", "s-ann");
        link(database, BOB, "f-bob", "s-bob");
        answer(
                "/me/friends?access_token=t%26oken&limit=500",
                200,
                "{\"data\":[{\"id\":\"f-ann\",\"name\":\"x\"},{\"id\":\"f-nobody\"}],\"paging\":"
                        + "{\"cursors\":{\"after\":\"A1\"},\"next\":\"https://elsewhere/\"}}");
        answer(
                "/me/friends?access_token=t%26oken&limit=500&after=A1",
                200, "{\"data\":[{\"id\":\"f-bob\"}],\"paging\":{\"cursors\":{\"after\":\"A2\"}}}");
        try (ProviderFriends friends = friends(world)) {
            assertThat(friends.facebook("t&oken")).containsExactlyInAnyOrder(ANN, BOB);
        }
    }

    @OnEveryDatabase
    void whatIsNoIdentifierIsPassedOver(Database database) {
        SocialWorld world = new SocialWorld(database);
        link(database, ANN, "f-ann", "s-ann");
        answer(
                "/me/friends?access_token=odd&limit=500",
                200,
                "{\"data\":[{\"id\":\"f-\\u0000\"},{\"id\":null},{},null,7,{\"id\":\"f-ann\"}]}");
        try (ProviderFriends friends = friends(world)) {
            assertThat(friends.facebook("odd")).containsExactly(ANN);
        }
    }

    /// Answers as Steam does, by the ticket and by the player that it is of.
    private void steam(Map<String, String> tickets, Map<String, Answer> lists) {
        // The order of a query's members is not ours to choose.
        provider.createContext(
                "/base/ISteamUserAuth/AuthenticateUserTicket/v1/",
                exchange -> {
                    String query = exchange.getRequestURI().getQuery();
                    String ticket = query.replaceAll(".*ticket=([^&]*).*", "$1");
                    write(
                            exchange,
                            query.contains("key=wrong")
                                    ? new Answer(403, "<html>")
                                    : new Answer(200, tickets.getOrDefault(ticket, UNKNOWN)));
                });
        provider.createContext(
                "/base/ISteamUser/GetFriendList/v1/",
                exchange -> {
                    String query = exchange.getRequestURI().getQuery();
                    String steamId = query.replaceAll(".*steamid=([^&]*).*", "$1");
                    write(exchange, lists.getOrDefault(steamId, new Answer(404, "")));
                });
    }

    private static String owner(String steamId) {
        return "{\"response\":{\"params\":{\"result\":\"OK\",\"steamid\":\"" + steamId + "\"}}}";
    }

    @OnEveryDatabase
    void steamFriendsAreThoseOfTheTicketsOwner(Database database) {
        SocialWorld world = new SocialWorld(database);
        link(database, CID, "f-cid", "s-cid");
        steam(
                Map.of(
                        "good", owner("1"),
                        "private", owner("2"),
                        "hidden", owner("3"),
                        "other", owner("4"),
                        "odd", "{}"),
                Map.of(
                        "1",
                        new Answer(
                                200,
                                "{\"friendslist\":{\"friends\":[{\"steamid\":\"s-cid\"},"
                                        + "{\"steamid\":\"s-x\"}]}}"),
                        "2",
                        new Answer(401, "<html>"),
                        "3",
                        new Answer(200, "{}"),
                        "4",
                        new Answer(200, "{\"friendslist\":{\"friends\":\"?\"}}")));
        try (ProviderFriends friends = friends(world)) {
            assertThat(friends.steam("good")).containsExactly(CID);
            refused(Code.UNAUTHENTICATED, () -> friends.steam("bad"));
            refused(Code.FAILED_PRECONDITION, () -> friends.steam("private"));
            refused(Code.FAILED_PRECONDITION, () -> friends.steam("hidden"));
            refused(Code.UNAVAILABLE, () -> friends.steam("other"));
            refused(Code.UNAVAILABLE, () -> friends.steam("odd"));
        }
        try (ProviderFriends wrong = friends(world, provider.getAddress().getPort(), "wrong")) {
            refused(Code.UNAVAILABLE, () -> wrong.steam("good"));
        }
        try (ProviderFriends without = friends(world, provider.getAddress().getPort(), "")) {
            refused(Code.FAILED_PRECONDITION, () -> without.steam("good"));
        }
    }

    @OnEveryDatabase
    void providersThatFailAreUnavailable(Database database) {
        SocialWorld world = new SocialWorld(database);
        String head = "/me/friends?access_token=";
        answer(head + "expired&limit=500", 400, "{\"error\":{\"code\":190}}");
        answer(head + "ill&limit=500", 500, "oops");
        answer(head + "busy&limit=500", 429, "{}");
        answer(head + "moved&limit=500", 302, "");
        answer(head + "text&limit=500", 200, "<html>");
        answer(head + "empty&limit=500", 200, "");
        answer(head + "list&limit=500", 200, "[]");
        answer(head + "told&limit=500", 200, "{\"error\":{\"message\":\"x\"}}");
        answer(head + "other&limit=500", 200, "{\"data\":\"no\"}");
        answer(head + "huge&limit=500", 200, "{\"data\":[]}" + " ".repeat(5 << 20));
        answer(head + "nobody&limit=500", 200, "{\"data\":[]}");
        try (ProviderFriends friends = friends(world)) {
            refused(Code.UNAUTHENTICATED, () -> friends.facebook("expired"));
            for (String token :
                    List.of(
                            "ill", "busy", "moved", "text", "slow", "empty", "list", "told",
                            "other", "huge", "half")) {
                refused(Code.UNAVAILABLE, () -> friends.facebook(token));
            }
            assertThat(friends.facebook("nobody")).isEmpty();
        }
        provider.stop(0);
        try (ProviderFriends friends = friends(world)) {
            refused(Code.UNAVAILABLE, () -> friends.facebook("any"));
        }
    }

    @Test
    void secretsAreNotShownAndBasesAreAddresses() {
        URI base = URI.create("https://example.com");
        var config = new FriendImportsConfig(base, base, "hidden", 1, Duration.ofSeconds(1));
        assertThat(config.toString()).doesNotContain("hidden");
        assertThatThrownBy(
                        () ->
                                new FriendImportsConfig(
                                        URI.create("file:///x"), base, "", 0, Duration.ZERO))
                .hasMessageContaining("file:///x");
    }
}
