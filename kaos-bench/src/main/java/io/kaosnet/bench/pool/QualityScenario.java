package io.kaosnet.bench.pool;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.matchmaker.MatchmakerConfig;
import io.kaosnet.protocol.realtime.MatchmakerMatched.MatchmakerUser;
import io.kaosnet.runtime.MatchmakerQueue;
import io.kaosnet.runtime.MatchmakerQueue.PartySkill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// How good matches are, and how long players wait for them: a made-up population through a day,
/// with a queue whose ranges grow, and first come, first served for comparison. Immutable.
public final class QualityScenario implements Scenario {
    private static final int PLAYERS = 10;
    private static final int DAY_SEC = 86_400;
    private static final double SKILL_MEAN = 1500;
    private static final double SKILL_DEVIATION = 300;

    /// Round trips between the five regions, in milliseconds, and where the players live.
    private static final String[] REGIONS = {"eu", "us-east", "us-west", "asia", "sa"};

    private static final double[][] LATENCY_MS = {
        {20, 85, 140, 170, 190},
        {85, 20, 65, 200, 120},
        {140, 65, 20, 120, 170},
        {170, 200, 120, 20, 280},
        {190, 120, 170, 280, 20}
    };
    private static final double[] SHARE = {0.35, 0.2, 0.15, 0.2, 0.1};

    /// When it is noon there, by the clock of the first.
    private static final double[] NOON_HOUR = {12, 18, 21, 5, 16};

    @Override
    public String name() {
        return "matchmaker-quality";
    }

    @Override
    public String description() {
        return "wait and spread of skill over a day, against first come, first served";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("players", "40000", "8000", "who come in a day"),
                new Option("seed", "1", "of the population"),
                new Option("plot", "", "write the distributions to this SVG file"));
    }

    @Override
    public boolean needsServer() {
        return false;
    }

    /// One who comes. Immutable.
    private record Arrival(double sec, int region, double skill, double latencyScale) {
        double latencyMs(int to) {
            return LATENCY_MS[region][to] * latencyScale;
        }
    }

    @Override
    public Result run(BenchContext context) {
        int players = context.options().whole("players", 100, 1_000_000);
        int seed = context.options().whole("seed", 0, Integer.MAX_VALUE);
        List<Arrival> population = population(players, new SplittableRandom(seed));
        var result = new Result(name()).setting("players", players).setting("seed", seed);
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (boolean hasQueue : new boolean[] {true, false}) {
            String how = hasQueue ? "queue" : "first come";
            context.say("a day, " + how);
            Sample sample = day(population, hasQueue);
            samples.put(how, sample);
            result.add(Figure.of(how + ": players matched", sample.waits.size(), ""));
            for (int percentile : new int[] {50, 90, 99}) {
                result.add(
                        Figure.of(
                                how + ": wait, p" + percentile,
                                Sample.percentile(sample.waits, percentile),
                                "s"));
            }
            for (int percentile : new int[] {50, 90, 99}) {
                result.add(
                        Figure.of(
                                how + ": spread of skill in a match, p" + percentile,
                                Sample.percentile(sample.spreads, percentile),
                                ""));
            }
            for (int percentile : new int[] {50, 90, 99}) {
                result.add(
                        Figure.of(
                                how + ": worst latency in a match, p" + percentile,
                                Sample.percentile(sample.latencies, percentile),
                                "ms"));
            }
            result.add(
                    Figure.of(
                            how + ": strength between teams, p50",
                            Sample.percentile(sample.gaps, 50),
                            ""));
        }
        String plot = context.options().text("plot");
        if (!plot.isEmpty()) {
            try {
                Files.writeString(Path.of(plot), QualityPlot.svg(samples));
            } catch (IOException e) {
                throw new BenchException("--plot: " + e.getMessage());
            }
        }
        return result;
    }

    /// Who comes when: each region sleeps at its night.
    private static List<Arrival> population(int count, SplittableRandom random) {
        List<Arrival> arrivals = new ArrayList<>();
        while (arrivals.size() < count) {
            int region = region(random.nextDouble());
            double hour = random.nextDouble(24);
            double local = (hour - NOON_HOUR[region]) * Math.PI / 12;
            // Most in the evening, seven hours after noon; a tenth of that early in the morning.
            double rate = 0.55 + 0.45 * Math.cos(local - 7 * Math.PI / 12);
            if (random.nextDouble() < rate) {
                arrivals.add(
                        new Arrival(
                                hour * 3600,
                                region,
                                random.nextGaussian(SKILL_MEAN, SKILL_DEVIATION),
                                random.nextDouble(0.8, 1.6)));
            }
        }
        arrivals.sort(Comparator.comparingDouble(Arrival::sec));
        return arrivals;
    }

    private static int region(double draw) {
        int region = 0;
        double sum = SHARE[0];
        while (draw > sum && region < SHARE.length - 1) {
            sum += SHARE[++region];
        }
        return region;
    }

    /// Runs a day second by second.
    private static Sample day(List<Arrival> population, boolean hasQueue) {
        var stage = new Stage(new MatchmakerConfig(3, 1000, 2, true, false, 0, 2_000_000));
        stage.freeze();
        stage.matchmaker.queue(
                MatchmakerQueue.of("ranked", PLAYERS, PLAYERS)
                        .withSkill(100, 7.5, 600, 0)
                        .withTeams(2, PartySkill.AVERAGE));
        var sample = new Sample();
        List<Arrival> byPlayer = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        stage.listener =
                (number, envelope) -> {
                    if (envelope.hasMatchmakerMatched()) {
                        double nowSec = stage.aheadNs / 1e9;
                        sample.waits.add(nowSec - byPlayer.get(number).sec());
                        List<MatchmakerUser> users = envelope.getMatchmakerMatched().getUsersList();
                        // Each match is told to all its players; it counts once.
                        String first = users.getFirst().getPresence().getUserId();
                        if (numbers.getOrDefault(first, -2).equals(number)) {
                            addMatch(sample, users, byPlayer, numbers);
                        }
                    }
                };
        int next = 0;
        for (int sec = 0; sec <= DAY_SEC; sec++) {
            stage.aheadNs = sec * 1_000_000_000L;
            while (next < population.size() && population.get(next).sec() <= sec) {
                Arrival arrival = population.get(next);
                byPlayer.add(arrival);
                var player = stage.player();
                numbers.put(player.userId().toString(), next);
                stage.matchmaker.add(List.of(player), "", request(arrival, hasQueue));
                stage.matchmaker.doWork();
                next++;
            }
            stage.matchmaker.doWork();
        }
        return sample;
    }

    private static Matchmaker.Request request(Arrival arrival, boolean hasQueue) {
        Map<String, Double> numbers = new HashMap<>();
        numbers.put("skill", arrival.skill());
        if (!hasQueue) {
            return new Matchmaker.Request(PLAYERS, PLAYERS, null, "*", Map.of(), numbers);
        }
        // The region that is near; the others' players find it there.
        String region = REGIONS[arrival.region()];
        return new Matchmaker.Request(
                2,
                2,
                null,
                "+properties.region:" + region,
                Map.of("kaos_queue", "ranked", "region", region),
                numbers);
    }

    private static void addMatch(
            Sample sample,
            List<MatchmakerUser> users,
            List<Arrival> byPlayer,
            Map<String, Integer> numbers) {
        double low = Double.MAX_VALUE;
        double high = -Double.MAX_VALUE;
        List<Arrival> players = new ArrayList<>();
        double[] teams = new double[2];
        for (int i = 0; i < users.size(); i++) {
            Arrival arrival =
                    byPlayer.get(numbers.getOrDefault(users.get(i).getPresence().getUserId(), 0));
            players.add(arrival);
            low = Math.min(low, arrival.skill());
            high = Math.max(high, arrival.skill());
            double team = users.get(i).getNumericPropertiesOrDefault("kaos_team", i % 2 + 1.0);
            teams[(int) team - 1] += arrival.skill() / (users.size() / 2.0);
        }
        sample.spreads.add(high - low);
        sample.gaps.add(Math.abs(teams[0] - teams[1]));
        // Played in the region that is best for the one who has it worst.
        double best = Double.MAX_VALUE;
        for (int region = 0; region < REGIONS.length; region++) {
            double worst = 0;
            for (Arrival arrival : players) {
                worst = Math.max(worst, arrival.latencyMs(region));
            }
            best = Math.min(best, worst);
        }
        sample.latencies.add(best);
    }
}
