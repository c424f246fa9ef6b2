package io.kaosnet.bench.rest;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.wire.HttpRequests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Players who have to do with each other, for lists of them. Immutable.
final class SocialLists {
    private static final int FRIENDS = 1000;
    private static final int PAGES = 200;
    private static final int GROUPS = 100;

    /// As many ids as surely fit into a request's head.
    private static final int IDS_AT_ONCE = 50;

    private static final int LIMIT_SECONDS = 120;
    private static final String USER_ID = "\"uid\":\"";

    private SocialLists() {}

    /// All friends of a player, again and again.
    static RestLoad.Exchange friends(BenchContext context) throws InterruptedException {
        return RestScenario.always(list(context, befriend(context), FRIENDS));
    }

    /// So many different pages, 900 friends on average, that a server has not kept one when it is
    /// asked for again.
    static RestLoad.Exchange otherFriends(BenchContext context) throws InterruptedException {
        String token = befriend(context);
        byte[][] requests = new byte[PAGES][];
        for (int i = 0; i < PAGES; i++) {
            requests[i] = list(context, token, FRIENDS - i);
        }
        return RestScenario.inTurn(context, requests);
    }

    /// @return the token of a player with friends
    private static String befriend(BenchContext context) throws InterruptedException {
        String[] tokens = Players.tokens(context, FRIENDS + 1);
        String self = userId(tokens[0]);
        List<byte[]> asking = new ArrayList<>();
        for (int i = 1; i <= FRIENDS; i++) {
            asking.add(post(context, "/v2/friend?ids=" + self, tokens[i], ""));
        }
        sendAll(context, asking);
        List<byte[]> accepting = new ArrayList<>();
        for (int first = 1; first <= FRIENDS; first += IDS_AT_ONCE) {
            StringBuilder path = new StringBuilder("/v2/friend?");
            for (int i = first; i < first + IDS_AT_ONCE; i++) {
                path.append("ids=").append(userId(tokens[i])).append('&');
            }
            accepting.add(post(context, path.toString(), tokens[0], ""));
        }
        sendAll(context, accepting);
        return tokens[0];
    }

    private static byte[] list(BenchContext context, String token, int limit) {
        return HttpRequests.get(
                context.target(), "/v2/friend?state=0&limit=" + limit, "Bearer " + token);
    }

    /// A page of groups.
    static RestLoad.Exchange groups(BenchContext context) throws InterruptedException {
        String[] tokens = Players.tokens(context, GROUPS);
        String run = Long.toString(System.currentTimeMillis(), 36);
        List<byte[]> making = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            String body = "{\"name\":\"bench " + run + " " + i + "\",\"open\":true}";
            making.add(post(context, "/v2/group", tokens[i], body));
        }
        sendAll(context, making);
        return RestScenario.always(
                HttpRequests.get(
                        context.target(), "/v2/group?limit=" + GROUPS, "Bearer " + tokens[0]));
    }

    private static byte[] post(BenchContext context, String path, String token, String body) {
        return HttpRequests.post(context.target(), path, "Bearer " + token, body);
    }

    /// Sends each once, one after the other.
    private static void sendAll(BenchContext context, List<byte[]> requests)
            throws InterruptedException {
        int[] next = new int[1];
        RestLoad.Exchange exchange =
                new RestLoad.Exchange() {
                    @Override
                    public byte @Nullable [] request(int connection) {
                        return next[0] < requests.size() ? requests.get(next[0]++) : null;
                    }
                };
        RestLoad.start(context, 1, exchange).await(LIMIT_SECONDS, "preparations");
    }

    /// What a session token says of its bearer.
    private static String userId(String token) {
        String claims = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
        String text = new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8);
        int start = text.indexOf(USER_ID) + USER_ID.length();
        return text.substring(start, text.indexOf('"', start));
    }
}
