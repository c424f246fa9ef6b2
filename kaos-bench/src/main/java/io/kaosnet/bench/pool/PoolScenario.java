package io.kaosnet.bench.pool;

import com.google.protobuf.Int32Value;
import com.google.protobuf.StringValue;
import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.core.api.Endpoint;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.matchmaker.MatchmakerConfig;
import io.kaosnet.core.party.Parties;
import io.kaosnet.core.party.PartyConfig;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.ListPartiesRequest;
import io.kaosnet.protocol.api.PartyList;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.PartyCreate;
import io.kaosnet.protocol.realtime.PartyJoin;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/// The pool of tickets and the listing of parties by themselves: what the search costs without
/// sockets. Immutable.
public final class PoolScenario implements Scenario {
    private static final String[] REGIONS = {"eu", "us", "asia", "oce", "sa"};
    private static final String[] MODES = {"ranked", "casual", "arena"};
    private static final Map<String, String> QUERIES =
            new TreeMap<>(
                    Map.of(
                            "common label", "+label.mode:ranked +label.level:>=50",
                            "one in a thousand", "+label.room:r77",
                            "nowhere", "+label.room:none",
                            "preferred label", "label.mode:ranked label.level:7^3"));
    private static final int ROUNDS = 4;
    private static final long PASS_MS = 1000;

    @Override
    public String name() {
        return "matchmaker-pool";
    }

    @Override
    public String description() {
        return "the search for matches and parties by itself, in this process";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("tickets", "20000", "2000", "tickets that look for matches of ten"),
                new Option("waiting", "100000", "20000", "tickets that wait for nobody"),
                new Option("parties", "10000", "parties of four to list"));
    }

    @Override
    public boolean needsServer() {
        return false;
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int tickets = context.options().whole("tickets", 10, 1_000_000);
        int waiting = context.options().whole("waiting", 10, 1_000_000);
        int parties = context.options().whole("parties", 10, 100_000);
        var result =
                new Result(name())
                        .setting("tickets", tickets)
                        .setting("waiting", waiting)
                        .setting("parties", parties);
        tens(context, tickets, result);
        crowd(context, waiting, result);
        pairs(result);
        parties(context, parties, result);
        return result;
    }

    private static MatchmakerConfig config(long intervalMs, boolean isImmediate) {
        return new MatchmakerConfig(3, intervalMs, 2, isImmediate, false, 10_000, 2_000_000);
    }

    /// @param window of skill, to both sides
    private static Matchmaker.Request ten(SplittableRandom random, double window) {
        String region = REGIONS[random.nextInt(REGIONS.length)];
        String mode = MODES[random.nextInt(MODES.length)];
        double skill = Math.rint(random.nextGaussian(1500, 300));
        return new Matchmaker.Request(
                10,
                10,
                null,
                "+properties.region:%s +properties.mode:%s +properties.skill:>=%s +properties.skill:<=%s"
                        .formatted(region, mode, skill - window, skill + window),
                Map.of("region", region, "mode", mode),
                Map.of("skill", skill));
    }

    /// Twenty thousand tickets with a window of skill, a region and a mode, into matches of ten.
    private static void tens(BenchContext context, int count, Result result) {
        for (boolean isImmediate : new boolean[] {true, false}) {
            String how = isImmediate ? "as they come" : "at an interval";
            double firstSeconds = 0;
            double lastSeconds = 0;
            long matched = 0;
            double idleMs = 0;
            for (int round = 0; round < ROUNDS; round++) {
                context.say("matches of ten " + how + ", round " + (round + 1));
                var stage = new Stage(config(PASS_MS, isImmediate));
                var random = new SplittableRandom(7);
                List<Session> players = new ArrayList<>();
                List<Matchmaker.Request> requests = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    players.add(stage.player());
                    requests.add(ten(random, 100));
                }
                long startNs = cpuNs();
                for (int i = 0; i < count; i++) {
                    stage.matchmaker.add(List.of(players.get(i)), "", requests.get(i));
                    if (i % 100 == 99) {
                        stage.matchmaker.doWork();
                    }
                }
                pass(stage);
                lastSeconds = (cpuNs() - startNs) / 1e9;
                firstSeconds = round == 0 ? lastSeconds : firstSeconds;
                matched = stage.matchmaker.matchedPlayerCount();
                pass(stage);
                long idleNs = cpuNs();
                pass(stage);
                idleMs = (cpuNs() - idleNs) / 1e6;
            }
            result.add(Figure.of("matches of 10 " + how + ", cold", firstSeconds, "s CPU"))
                    .add(Figure.atMost("matches of 10 " + how, lastSeconds, "s CPU", 1.5))
                    .add(Figure.of("players matched", 100.0 * matched / count, "%"))
                    .add(Figure.atMost("pass over the rest, nothing new", idleMs, "ms", 5));
        }
        idle(context, count, result);
    }

    /// Tickets of whom no ten go together.
    private static void idle(BenchContext context, int count, Result result) {
        context.say("passes with nothing to match");
        var stage = new Stage(config(PASS_MS, true));
        var random = new SplittableRandom(7);
        for (int i = 0; i < count; i++) {
            stage.matchmaker.add(List.of(stage.player()), "", ten(random, 0));
            if (i % 1000 == 999) {
                stage.matchmaker.doWork();
            }
        }
        double worstMs = 0;
        for (int i = 0; i < 20; i++) {
            // The first ones are those in which tickets are looked at for the last time.
            long startNs = cpuNs();
            pass(stage);
            worstMs = i < 5 ? 0 : Math.max(worstMs, (cpuNs() - startNs) / 1e6);
        }
        result.add(
                Figure.atMost(
                        "pass over " + stage.matchmaker.ticketCount() + " with nothing to match",
                        worstMs,
                        "ms",
                        5));
    }

    private static void pass(Stage stage) {
        stage.aheadNs += (PASS_MS + 1) * 1_000_000;
        while (stage.matchmaker.doWork() > 0) {
            // Until there is no news left.
        }
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /// A hundred thousand tickets that wait.
    private static void crowd(BenchContext context, int count, Result result) {
        context.say(count + " tickets that wait");
        var stage = new Stage(config(3_600_000, true));
        List<Session> players = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            players.add(stage.player());
        }
        var random = new SplittableRandom(7);
        long[] addNs = new long[count];
        long beforeBytes = heapBytes();
        for (int i = 0; i < count; i++) {
            Matchmaker.Request request = ten(random, -1);
            List<Session> player = List.of(players.get(i));
            long startNs = System.nanoTime();
            stage.matchmaker.add(player, "", request);
            stage.matchmaker.doWork();
            addNs[i] = System.nanoTime() - startNs;
        }
        long afterBytes = heapBytes();
        Arrays.sort(addNs);
        result.add(
                        Figure.atMost(
                                "memory of a waiting ticket",
                                (double) (afterBytes - beforeBytes - 8L * count) / count,
                                "bytes",
                                1024))
                .add(Figure.of("add, p50", addNs[count / 2] / 1e3, "us"))
                .add(Figure.atMost("add, p99", addNs[count - count / 100 - 1] / 1e6, "ms", 1));
        if (stage.matchmaker.ticketCount() != count) {
            throw new IllegalStateException("tickets: " + stage.matchmaker.ticketCount());
        }
    }

    private static long heapBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// From the second ticket of two to the message, with the matchmaker's own thread.
    private static void pairs(Result result) throws InterruptedException {
        var stage = new Stage(config(0, true));
        var told = new SynchronousQueue<Long>();
        Session ann = stage.player();
        Session bob = stage.player();
        stage.listener =
                (number, envelope) -> {
                    if (number == 1 && envelope.hasMatchmakerMatched()) {
                        long nowNs = System.nanoTime();
                        boolean isTaken = false;
                        try {
                            isTaken = told.offer(nowNs, 5, TimeUnit.SECONDS);
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        }
                        assert isTaken;
                    }
                };
        stage.matchmaker.start();
        var request = new Matchmaker.Request(2, 2, null, "*", Map.of(), Map.of());
        int count = 500;
        long[] tookNs = new long[count];
        for (int i = -100; i < count; i++) {
            stage.matchmaker.add(List.of(ann), "", request);
            long startNs = System.nanoTime();
            stage.matchmaker.add(List.of(bob), "", request);
            Long endNs = told.poll(5, TimeUnit.SECONDS);
            tookNs[Math.max(0, i)] = Objects.requireNonNull(endNs, "no match") - startNs;
        }
        stage.matchmaker.close();
        Arrays.sort(tookNs);
        result.add(Figure.of("pair at interval 0, p50", tookNs[count / 2] / 1e6, "ms"))
                .add(
                        Figure.atMost(
                                "pair at interval 0, p99",
                                tookNs[count - count / 100 - 1] / 1e6,
                                "ms",
                                5));
    }

    /// Pages of parties by their labels.
    private static void parties(BenchContext context, int count, Result result) {
        context.say(count + " parties of four");
        var stage = new Stage(config(PASS_MS, true));
        var parties =
                new Parties(
                        PartyConfig.DEFAULT,
                        "bench",
                        stage.presences,
                        stage.matchmaker,
                        stage.clock);
        parties.bind(stage.endpoints, stage.router);
        String[] made = {""};
        stage.listener =
                (_, envelope) -> {
                    if (envelope.hasParty()) {
                        made[0] = envelope.getParty().getPartyId();
                    }
                };
        for (int i = 0; i < count; i++) {
            String label =
                    "{\"mode\":\"%s\",\"level\":%d,\"room\":\"r%d\"}"
                            .formatted(MODES[i % MODES.length], i % 100, i % 1000);
            var create = PartyCreate.newBuilder().setMaxSize(4).setOpen(true).setLabel(label);
            stage.router.handle(
                    stage.player(),
                    Envelope.newBuilder().setCid("1").setPartyCreate(create).build());
            var join = PartyJoin.newBuilder().setPartyId(made[0]);
            for (int j = 0; j < 3; j++) {
                stage.router.handle(
                        stage.player(),
                        Envelope.newBuilder().setCid("1").setPartyJoin(join).build());
            }
        }
        @SuppressWarnings("unchecked") // Bound with these types by the parties.
        var list =
                (Endpoint<ListPartiesRequest, PartyList>)
                        Objects.requireNonNull(stage.endpoints.build().find("ListParties"));
        Session reader = stage.player();
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            var request =
                    ListPartiesRequest.newBuilder()
                            .setLimit(Int32Value.of(10))
                            .setQuery(StringValue.of(query.getValue()))
                            .build();
            double ms = 0;
            int found = 0;
            for (int round = 0; round < 3; round++) {
                long startNs = cpuNs();
                for (int i = 0; i < 200; i++) {
                    found = list.handler().handle(reader.caller(), request).getPartiesCount();
                }
                ms = (cpuNs() - startNs) / 1e6 / 200;
            }
            result.add(
                    Figure.atMost(
                            "page of parties, " + query.getKey() + " (" + found + ")",
                            ms,
                            "ms CPU",
                            1));
        }
        if (parties.count() != count) {
            throw new IllegalStateException("parties: " + parties.count());
        }
    }
}
