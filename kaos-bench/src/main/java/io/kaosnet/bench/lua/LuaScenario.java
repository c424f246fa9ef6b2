package io.kaosnet.bench.lua;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The Lua engine against lua5.4 and LuaJIT in one run, and what its VMs and modules cost.
/// Immutable.
///
/// Every figure is CPU time, so that other programs of the machine disturb little.
public final class LuaScenario implements Scenario {
    private static final String REFERENCE = "lua5.4";
    private static final String JIT = "luajit";

    /// A workload in its unit, and the most that is wanted of it; infinity: below lua5.4, NaN:
    /// nothing.
    private record Goal(String unit, double scale, double atMost) {}

    private static final Map<String, Goal> GOALS = goals();

    private static Map<String, Goal> goals() {
        Map<String, Goal> goals = new LinkedHashMap<>();
        double faster = Double.POSITIVE_INFINITY;
        goals.put("fib(27)", new Goal("ms", 1e3, 3));
        goals.put("1000 ticks x 100 entities", new Goal("ms", 1e3, 2.5));
        goals.put("match_loop, 10 message tables", new Goal("ns", 1e9, 800));
        goals.put("host call", new Goal("ns", 1e9, 30));
        goals.put("20,000 strings built, joined", new Goal("ms", 1e3, faster));
        goals.put("100,000 inserts, 2 traversals", new Goal("ms", 1e3, faster));
        goals.put("n-body, 20,000 steps", new Goal("ms", 1e3, faster));
        goals.put("resume and yield", new Goal("ns", 1e9, Double.NaN));
        goals.put("method call", new Goal("ns", 1e9, Double.NaN));
        goals.put("pcall", new Goal("ns", 1e9, Double.NaN));
        goals.put("pcall of an error", new Goal("ns", 1e9, Double.NaN));
        goals.put("sort of 10,000", new Goal("ms", 1e3, Double.NaN));
        return goals;
    }

    @Override
    public String name() {
        return "lua";
    }

    @Override
    public String description() {
        return "the Lua engine beside lua5.4 and LuaJIT; VMs, a crowd of them, a cold module";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("budget-ms", "4000", "1500", "CPU time for each workload and engine"));
    }

    @Override
    public boolean needsServer() {
        return false;
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        int budgetMs = context.options().whole("budget-ms", 1, 60_000);
        Result result = new Result(name()).setting("budget-ms", budgetMs);
        var workloads = new Workloads(budgetMs / 1000.0);
        context.say("a module of 2,000 lines in a new JVM");
        double[] coldMs = ColdStart.cpuMs(true);
        double[] uncachedMs = ColdStart.cpuMs(false);
        context.say("the workloads here");
        Map<String, Double> here = workloads.here();
        context.say("the workloads in " + REFERENCE + " and " + JIT);
        Map<String, Double> reference = workloads.by(REFERENCE);
        Map<String, Double> jit = workloads.by(JIT);
        result.setting(REFERENCE, reference.isEmpty() ? "not installed" : "in this run");
        result.setting(JIT, jit.isEmpty() ? "not installed" : "in this run");
        GOALS.forEach(
                (workload, goal) -> {
                    add(result, workload, goal, here, reference);
                    yardstick(result, workload, goal, REFERENCE, reference);
                    yardstick(result, workload, goal, JIT, jit);
                });
        context.say("VMs");
        var machines = new Machines();
        result.add(Figure.atMost("a VM from a module", machines.secondsToMake() * 1e6, "us", 150));
        result.add(Figure.atMost("a VM and its module", machines.bytesKept() / 1024, "KB", 40));
        double share = machines.crowdShare(context.warmupSeconds(), context.measuredSeconds());
        result.add(
                Figure.atMost("1000 VMs at 60 Hz, 2 messages each", share * 100, "% of core", 15));
        result.add(Figure.atMost("2,000 lines cold, first in a JVM", coldMs[0], "ms", 150));
        result.add(Figure.of("  sixth in a JVM", coldMs[coldMs.length - 1], "ms"));
        result.add(Figure.of("  first, without the launcher's cache", uncachedMs[0], "ms"));
        return result;
    }

    private static void add(
            Result result,
            String workload,
            Goal goal,
            Map<String, Double> here,
            Map<String, Double> reference) {
        double value = here.getOrDefault(workload, Double.NaN) * goal.scale;
        double most =
                Double.isInfinite(goal.atMost)
                        ? reference.getOrDefault(workload, Double.NaN) * goal.scale
                        : goal.atMost;
        result.add(Figure.atMost(workload, value, goal.unit, most));
    }

    private static void yardstick(
            Result result, String workload, Goal goal, String engine, Map<String, Double> seconds) {
        Double value = seconds.get(workload);
        if (value != null) {
            result.add(Figure.of("  " + engine, value * goal.scale, goal.unit));
        }
    }
}
