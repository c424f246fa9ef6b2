package io.kaosnet.bench.script;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.realtime.SteadyLoad;
import io.kaosnet.bench.wire.SocketFormat;
import io.kaosnet.bench.wire.Totals;
import io.kaosnet.bench.wire.Window;
import java.util.List;
import java.util.Map;

/// Matches in Lua whose players send at a fixed rate and are told the whole state in every tick.
/// The latency is that from an input to the first state that has it, for one input of each tick,
/// picked by chance. Immutable.
public final class LuaArenaScenario implements Scenario {
    private static final String TICKS = "kaosnet_match_ticks_seconds_count";
    private static final String DURATION = "kaosnet_match_ticks_seconds_sum";

    @Override
    public String name() {
        return "lua-arena";
    }

    @Override
    public String description() {
        return "matches in Lua with players, the state to all in every tick: CPU, input to state";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("matches", "30", "how many"),
                new Option("size", "10", "players in a match"),
                new Option("rate", "10", "messages a second of each player"),
                new Option("ticks", "30", "ticks a second of each match"),
                new Option("bytes", "32", "data of a message"),
                new Option("format", "protobuf", "protobuf or json"));
    }

    @Override
    public List<String> serverFlags() {
        return ScriptScenarios.flags();
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int count = context.options().whole("matches", 1, 1000);
        int size = context.options().whole("size", 1, 1000);
        int rateHz = context.options().whole("rate", 1, 1000);
        int ticksHz = context.options().whole("ticks", 1, 128);
        SocketFormat format = SocketFormat.of(context.options().text("format"));
        try (var server = new ScriptServer(context.target())) {
            List<String> ids = server.create("bench_arena", count, ticksHz);
            SteadyLoad load = SteadyLoad.join(context, format, ids, size, rateHz);
            BenchContext.pause(context.warmupSeconds() * 1000L);
            Map<String, Double> before = server.metrics();
            Window window =
                    Window.measure(context.loops(), context.target(), context.measuredSeconds());
            Map<String, Double> after = server.metrics();
            load.stop();
            Totals totals = window.totals();
            double ticks = (double) count * ticksHz * window.seconds();
            double counted = ScriptServer.grown(before, after, TICKS);
            double busyMicros = 1e6 * ScriptServer.grown(before, after, DURATION) / counted;
            return new Result(name())
                    .setting("matches", count)
                    .setting("size", size)
                    .setting("rate", rateHz)
                    .setting("ticks", ticksHz)
                    .setting("format", format.id())
                    .add(Figure.of("inputs", totals.sent() / window.seconds(), "1/s"))
                    .add(Figure.of("states", totals.received() / window.seconds(), "1/s"))
                    .add(
                            Figure.atMost(
                                    "server CPU of a tick, all told",
                                    1e6 * window.serverCpuSeconds() / ticks,
                                    "us",
                                    110))
                    .add(Figure.of("of it in the match", busyMicros, "us"))
                    .add(Figure.atMost("input to state p50", totals.latencyMs(50), "ms", 17.5))
                    .add(Figure.of("input to state p99", totals.latencyMs(99), "ms"))
                    .add(Figure.of("generator late by, p99", totals.lagMs(99), "ms"));
        }
    }
}
