package io.kaosnet.bench.realtime;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.wire.SocketFormat;
import io.kaosnet.bench.wire.Totals;
import io.kaosnet.bench.wire.Window;
import java.util.List;

/// Matches in which everybody sends at a fixed rate, whatever the server does: latency counts from
/// when a message was due, so that a server that stalls does not hide what waited behind it.
public final class RelayScenario implements Scenario {
    private final String name;
    private final String description;
    private final int sockets;
    private final List<Target> targets;

    private record Target(double percentile, String name, double ms) {}

    private RelayScenario(String name, String description, int sockets, List<Target> targets) {
        this.name = name;
        this.description = description;
        this.sockets = sockets;
        this.targets = targets;
    }

    public static List<RelayScenario> all() {
        return List.of(
                new RelayScenario(
                        "relay",
                        "matches of 10, 10 messages a second each, light load: latency",
                        200,
                        List.of(
                                new Target(50, "latency p50", 0.5),
                                new Target(99, "latency p99", 2),
                                new Target(99.9, "latency p99.9", Double.NaN))),
                new RelayScenario(
                        "relay-heavy",
                        "the same with 1000 sockets: 90,000 deliveries a second",
                        1000,
                        List.of(
                                new Target(50, "latency p50", Double.NaN),
                                new Target(99, "latency p99", 10),
                                new Target(99.9, "latency p99.9", Double.NaN))));
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
                new Option("sockets", Integer.toString(sockets), "players, one socket each"),
                new Option("size", "10", "players in a match"),
                new Option("rate", "10", "messages a second of each player"),
                new Option("bytes", "32", "data of a message"),
                new Option("format", "protobuf", "protobuf or json"));
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int count = context.options().whole("sockets", 2, 60_000);
        int size = context.options().whole("size", 2, 1000);
        int rateHz = context.options().whole("rate", 1, 1000);
        SocketFormat format = SocketFormat.of(context.options().text("format"));
        SteadyLoad load = SteadyLoad.relayed(context, format, count, size, rateHz);
        Window window = Window.afterWarmup(context);
        int lost = load.stop();
        Totals totals = window.totals();
        long expected = totals.sent() * (size - 1);
        var result =
                new Result(name)
                        .setting("sockets", count)
                        .setting("size", size)
                        .setting("rate", rateHz)
                        .setting("bytes", context.options().text("bytes"))
                        .setting("format", format.id());
        result.add(Figure.of("deliveries", totals.received() / window.seconds(), "1/s"));
        result.add(
                Figure.atLeast(
                        "delivered", 100.0 * totals.received() / Math.max(1, expected), "%", 100));
        result.add(Figure.atMost("sockets closed by the server", lost, "", 0));
        for (Target target : targets) {
            result.add(
                    Figure.atMost(
                            target.name(),
                            totals.latencyMs(target.percentile()),
                            "ms",
                            target.ms()));
        }
        result.add(Figure.of("generator late by, p99", totals.lagMs(99), "ms"));
        if (context.target().server().isKnown()) {
            result.add(window.serverCpu());
            result.add(
                    Figure.of(
                            "deliveries per server CPU-second",
                            totals.received() / window.serverCpuSeconds(),
                            ""));
        }
        return result;
    }
}
