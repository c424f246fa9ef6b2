package io.kaosnet.bench.script;

import io.kaosnet.bench.Bench;
import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import io.kaosnet.bench.host.ProcessUsage;
import io.kaosnet.bench.host.ServerProcess;
import io.kaosnet.bench.host.Target;
import io.kaosnet.bench.rest.RestScenario;
import java.util.ArrayList;
import java.util.List;

/// What a before and an after hook in Lua add to a call: the same call on a server without them and
/// on one with them. Starts servers of its own. Immutable.
final class LuaHooksScenario implements Scenario {
    private static final String CPU = "server CPU per request";

    @Override
    public String name() {
        return "lua-hooks";
    }

    @Override
    public String description() {
        return "a before and an after hook in Lua around a call: what they add";
    }

    @Override
    public List<Option> options() {
        return RestScenario.matchList().options();
    }

    @Override
    public boolean needsServer() {
        return false;
    }

    @Override
    public Result run(BenchContext context) throws InterruptedException {
        double without = measure(context, "0");
        double with = measure(context, "1");
        return new Result(name())
                .add(Figure.of("without hooks", without, "us"))
                .add(Figure.of("with hooks", with, "us"))
                .add(Figure.atMost("the hooks, server CPU", with - without, "us", 5));
    }

    private static double measure(BenchContext context, String hooks) throws InterruptedException {
        List<String> flags = new ArrayList<>(ScriptScenarios.flags());
        flags.addAll(List.of("--runtime.env", "bench_hooks=" + hooks));
        flags.addAll(context.options().serverFlags());
        try (ServerProcess server = ServerProcess.start(Bench.home(), flags)) {
            var target =
                    new Target(
                            "127.0.0.1",
                            server.port(),
                            context.options().text("server-key"),
                            context.options().text("http-key"),
                            new ProcessUsage(server.pid(), false),
                            new ProcessUsage(0, true));
            return RestScenario.matchList().run(context.on(target)).figure(CPU).value();
        }
    }
}
