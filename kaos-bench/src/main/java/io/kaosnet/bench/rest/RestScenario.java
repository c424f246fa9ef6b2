package io.kaosnet.bench.rest;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.wire.HttpRequests;
import io.kaosnet.bench.wire.Totals;
import io.kaosnet.bench.wire.Window;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One call made over and over. Immutable.
public final class RestScenario implements Scenario {
    static final int PLAYERS = 1000;
    private static final int RANKED_PLAYERS = 10_000;
    private static final int FILL_SECONDS = 120;
    private static final String DIGITS = "00000000000000";

    private final String name;
    private final String description;
    private final double targetMicros;
    private final Call call;
    private final List<String> serverFlags;

    /// Makes what the connections ask.
    private interface Call {
        RestLoad.Exchange prepare(BenchContext context) throws InterruptedException;
    }

    private RestScenario(String name, String description, double targetMicros, Call call) {
        this(name, description, targetMicros, List.of(), call);
    }

    private RestScenario(
            String name,
            String description,
            double targetMicros,
            List<String> serverFlags,
            Call call) {
        this.serverFlags = serverFlags;
        this.name = name;
        this.description = description;
        this.targetMicros = targetMicros;
        this.call = call;
    }

    public static List<RestScenario> all() {
        return List.of(
                new RestScenario(
                        "http",
                        "healthcheck: the floor of every HTTP call",
                        15,
                        RestScenario::healthchecks),
                new RestScenario(
                        "auth-again",
                        "device login of accounts that exist",
                        70,
                        RestScenario::logins),
                new RestScenario(
                        "auth-create",
                        "device login that creates the account",
                        200,
                        RestScenario::creations),
                new RestScenario(
                        "account-get", "a player's own account", 60, RestScenario::accounts),
                new RestScenario(
                        "friends-list",
                        "1000 friends of a player, again and again",
                        1000,
                        SocialLists::friends),
                new RestScenario(
                        "friends-list-other",
                        "about 900 friends of a player, in pages not asked for before",
                        Double.NaN,
                        SocialLists::otherFriends),
                new RestScenario("group-list", "100 groups", 1000, SocialLists::groups),
                new RestScenario(
                        "storage-write",
                        "four objects of a player, changed in one batch",
                        150,
                        StorageCalls::writes),
                new RestScenario(
                        "storage-read", "four objects of a player", 70, StorageCalls::reads),
                new RestScenario(
                        "leaderboard-write",
                        "score of a player on a leaderboard of 10,000",
                        90,
                        RestScenario::scores),
                new RestScenario(
                        "leaderboard-around",
                        "21 records around a player's of 10,000",
                        60,
                        RestScenario::neighbours),
                new RestScenario(
                        "leaderboard-top", "the first 100 of 10,000", 90, RestScenario::tops),
                new RestScenario(
                        "rpc-echo",
                        "RPC function that answers its payload (--rpc names it)",
                        Double.NaN,
                        RestScenario::echoes));
    }

    /// A function of a game module, called by players.
    public static RestScenario function(
            String name,
            String description,
            double targetMicros,
            List<String> serverFlags,
            String function) {
        return new RestScenario(
                name, description, targetMicros, serverFlags, context -> calls(context, function));
    }

    /// Listing matches where there are none: next to nothing but what is hooked to it.
    public static RestScenario matchList() {
        return new RestScenario(
                "match-list",
                "a list of no matches",
                Double.NaN,
                context -> {
                    String[] tokens = Players.tokens(context, PLAYERS);
                    byte[][] requests = new byte[PLAYERS][];
                    for (int i = 0; i < PLAYERS; i++) {
                        requests[i] =
                                HttpRequests.get(
                                        context.target(),
                                        "/v2/match?limit=1",
                                        "Bearer " + tokens[i]);
                    }
                    return inTurn(context, requests);
                });
    }

    @Override
    public List<String> serverFlags() {
        return serverFlags;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("connections", "16", "keep-alive connections, one request each"),
                new Option("leaderboard", "bench", "id of the leaderboard, made by a game module"),
                new Option("rpc", "echo", "id of the function that rpc-echo calls"));
    }

    static RestLoad.Exchange always(byte[] request) {
        return _ -> request;
    }

    private static RestLoad.Exchange healthchecks(BenchContext context) {
        return always(HttpRequests.get(context.target(), "/healthcheck", ""));
    }

    private static RestLoad.Exchange logins(BenchContext context) throws InterruptedException {
        Players.tokens(context, PLAYERS);
        byte[][] requests = new byte[PLAYERS][];
        for (int i = 0; i < PLAYERS; i++) {
            requests[i] = Players.login(context, Players.device(i));
        }
        return inTurn(context, requests);
    }

    /// Every connection goes through all requests, each from another start.
    static RestLoad.Exchange inTurn(BenchContext context, byte[][] requests) {
        int connections = connections(context);
        int[] next = new int[connections];
        for (int i = 0; i < connections; i++) {
            next[i] = i * requests.length / connections;
        }
        return connection -> {
            next[connection] = (next[connection] + 1) % requests.length;
            return requests[next[connection]];
        };
    }

    private static RestLoad.Exchange creations(BenchContext context) {
        int connections = connections(context);
        // Nobody has used these ids: the clock is in them.
        String run = "bench-new-" + Long.toString(System.currentTimeMillis(), 36) + "-";
        byte[][] templates = new byte[connections][];
        long[] next = new long[connections];
        int digitsEnd = 0;
        for (int i = 0; i < connections; i++) {
            templates[i] = Players.login(context, run + DIGITS);
            next[i] = i;
            String text = new String(templates[i], StandardCharsets.US_ASCII);
            digitsEnd = text.indexOf(DIGITS, text.indexOf(run)) + DIGITS.length();
        }
        int end = digitsEnd;
        return connection -> {
            byte[] request = templates[connection];
            long number = next[connection];
            next[connection] += connections;
            for (int at = end - 1; number > 0; at--) {
                request[at] = (byte) ('0' + number % 10);
                number /= 10;
            }
            return request;
        };
    }

    private static RestLoad.Exchange accounts(BenchContext context) throws InterruptedException {
        String[] tokens = Players.tokens(context, PLAYERS);
        byte[][] requests = new byte[PLAYERS][];
        for (int i = 0; i < PLAYERS; i++) {
            requests[i] = HttpRequests.get(context.target(), "/v2/account", "Bearer " + tokens[i]);
        }
        return inTurn(context, requests);
    }

    private static RestLoad.Exchange scores(BenchContext context) throws InterruptedException {
        return inTurn(context, scoreRequests(context));
    }

    private static byte[][] scoreRequests(BenchContext context) throws InterruptedException {
        String[] tokens = Players.tokens(context, RANKED_PLAYERS);
        String path = "/v2/leaderboard/" + context.options().text("leaderboard");
        byte[][] requests = new byte[RANKED_PLAYERS][];
        for (int i = 0; i < RANKED_PLAYERS; i++) {
            // Numbers that differ from player to player, and are the same in each run.
            long score = i * 7919L % 1_000_003L;
            requests[i] =
                    HttpRequests.post(
                            context.target(),
                            path,
                            "Bearer " + tokens[i],
                            "{\"score\":\"" + score + "\",\"operator\":3}");
        }
        return requests;
    }

    /// Writes every player's score once.
    private static void fill(BenchContext context) throws InterruptedException {
        byte[][] requests = scoreRequests(context);
        int connections = connections(context);
        int[] next = new int[connections];
        for (int i = 0; i < connections; i++) {
            next[i] = i;
        }
        RestLoad.Exchange once =
                connection -> {
                    int index = next[connection];
                    next[connection] += connections;
                    return index < requests.length ? requests[index] : null;
                };
        RestLoad.start(context, connections, once).await(FILL_SECONDS, "scores");
    }

    private static RestLoad.Exchange neighbours(BenchContext context) throws InterruptedException {
        fill(context);
        String[] tokens = Players.tokens(context, PLAYERS);
        String path = "/v2/leaderboard/" + context.options().text("leaderboard") + "/owner/";
        byte[][] requests = new byte[PLAYERS][];
        for (int i = 0; i < PLAYERS; i++) {
            requests[i] =
                    HttpRequests.get(
                            context.target(),
                            path + Players.userId(tokens[i]) + "?limit=21",
                            "Bearer " + tokens[i]);
        }
        return inTurn(context, requests);
    }

    private static RestLoad.Exchange tops(BenchContext context) throws InterruptedException {
        fill(context);
        String[] tokens = Players.tokens(context, PLAYERS);
        String path = "/v2/leaderboard/" + context.options().text("leaderboard") + "?limit=100";
        byte[][] requests = new byte[PLAYERS][];
        for (int i = 0; i < PLAYERS; i++) {
            requests[i] = HttpRequests.get(context.target(), path, "Bearer " + tokens[i]);
        }
        return inTurn(context, requests);
    }

    private static RestLoad.Exchange echoes(BenchContext context) throws InterruptedException {
        return calls(context, context.options().text("rpc"));
    }

    private static RestLoad.Exchange calls(BenchContext context, String function)
            throws InterruptedException {
        String[] tokens = Players.tokens(context, PLAYERS);
        String path = "/v2/rpc/" + function;
        byte[][] requests = new byte[PLAYERS][];
        for (int i = 0; i < PLAYERS; i++) {
            requests[i] =
                    HttpRequests.post(
                            context.target(),
                            path,
                            "Bearer " + tokens[i],
                            "\"{\\\"hello\\\":\\\"world\\\"}\"");
        }
        return inTurn(context, requests);
    }

    static int connections(BenchContext context) {
        return context.options().whole("connections", 1, 5000);
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        RestLoad.Exchange exchange = call.prepare(context);
        int connections = connections(context);
        RestLoad load = RestLoad.start(context, connections, exchange);
        BenchContext.pause(context.warmupSeconds() * 1000L);
        load.refuseTroubles();
        Window window =
                Window.measure(context.loops(), context.target(), context.measuredSeconds());
        load.stop();
        Totals totals = window.totals();
        double perRequest = 1e6 / Math.max(1.0, (double) totals.received());
        var result = new Result(name).setting("connections", connections);
        double serverMicros = window.serverCpuSeconds() * perRequest;
        double databaseMicros = window.databaseCpuSeconds() * perRequest;
        double bothMicros = serverMicros + (Double.isNaN(databaseMicros) ? 0 : databaseMicros);
        result.add(Figure.of("requests", totals.received() / window.seconds(), "1/s"));
        if (!Double.isNaN(databaseMicros)) {
            result.add(Figure.of("database CPU per request", databaseMicros, "us"));
        }
        if (!Double.isNaN(serverMicros)) {
            result.add(Figure.atMost("server CPU per request", bothMicros, "us", targetMicros));
        }
        totals.latencies().forEach(result::add);
        return result.add(Figure.of("failed", (double) totals.failed(), ""));
    }
}
