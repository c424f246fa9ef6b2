package io.kaosnet.bench.script;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.host.ServerProcess;
import java.util.List;
import java.util.Map;

/// Matches in Lua that do nothing, and nobody in them: what a tick costs, whether it comes in time,
/// what a match holds. Immutable.
public final class LuaMatchesScenario implements Scenario {
    private static final String TICKS = "kaosnet_match_ticks_seconds_count";
    private static final String LATENESS = "kaosnet_match_tick_lateness_seconds";

    @Override
    public String name() {
        return "lua-matches";
    }

    @Override
    public String description() {
        return "empty matches in Lua: CPU of a tick, lateness, memory of a match";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("matches", "1000", "how many"),
                new Option("rate", "60", "ticks a second of each"));
    }

    @Override
    public List<String> serverFlags() {
        return ScriptScenarios.flags();
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int count = context.options().whole("matches", 1, 100_000);
        int rateHz = context.options().whole("rate", 1, 128);
        try (var server = new ScriptServer(context.target())) {
            // Classes are loaded and code is compiled before memory is looked at.
            server.create("bench_empty", 10, rateHz);
            BenchContext.pause(1000);
            double heapBefore = ServerProcess.liveHeapBytes(context.target().server());
            int made = server.create("bench_empty", count, rateHz).size();
            if (made != count) {
                throw new BenchException("made " + made + " matches of " + count);
            }
            double heapAfter = ServerProcess.liveHeapBytes(context.target().server());
            BenchContext.pause(context.warmupSeconds() * 1000L);
            Map<String, Double> before = server.metrics();
            double cpuBefore = context.target().server().cpuSeconds();
            long startNs = System.nanoTime();
            BenchContext.pause(context.measuredSeconds() * 1000L);
            double cpuSeconds = context.target().server().cpuSeconds() - cpuBefore;
            Map<String, Double> after = server.metrics();
            double seconds = (System.nanoTime() - startNs) / 1e9;
            double ticks = ScriptServer.grown(before, after, TICKS);
            double expected = (count + 10.0) * rateHz * seconds;
            double lateMs = count <= 1000 ? 2 : Double.NaN;
            return new Result(name())
                    .setting("matches", count)
                    .setting("rate", rateHz)
                    .add(Figure.of("ticks", ticks / seconds, "1/s"))
                    .add(
                            Figure.atLeast(
                                    "of the ticks that were due", 100 * ticks / expected, "%", 99))
                    .add(
                            Figure.atMost(
                                    "server CPU for a million ticks",
                                    1e6 * cpuSeconds / ticks,
                                    "s",
                                    2))
                    .add(Figure.of("server CPU", 100 * cpuSeconds / seconds, "% of one"))
                    .add(Figure.of("lateness p50", late(before, after, 50), "ms"))
                    .add(Figure.atMost("lateness p99", late(before, after, 99), "ms", lateMs))
                    .add(
                            Figure.atMost(
                                    "live heap of a match",
                                    (heapAfter - heapBefore) / count / 1024,
                                    "KB",
                                    50));
        }
    }

    private static double late(
            Map<String, Double> before, Map<String, Double> after, double percentile) {
        return ScriptServer.percentileMs(before, after, LATENESS, percentile);
    }
}
