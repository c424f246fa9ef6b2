package io.kaosnet.bench;

import io.kaosnet.bench.host.ProcessUsage;
import io.kaosnet.bench.host.ServerProcess;
import io.kaosnet.bench.host.Target;
import io.kaosnet.bench.lua.LuaScenario;
import io.kaosnet.bench.pool.PoolScenario;
import io.kaosnet.bench.pool.QualityScenario;
import io.kaosnet.bench.realtime.ChatScenario;
import io.kaosnet.bench.realtime.ClosedLoopScenario;
import io.kaosnet.bench.realtime.IdleScenario;
import io.kaosnet.bench.realtime.MatchmakerScenario;
import io.kaosnet.bench.realtime.RelayScenario;
import io.kaosnet.bench.realtime.WriteFloorScenario;
import io.kaosnet.bench.rest.RestScenario;
import io.kaosnet.bench.rudp.RudpBench;
import io.kaosnet.bench.script.ScriptScenarios;
import io.kaosnet.bench.wire.LoadLoops;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The command line: `list`, `all`, or the name of a scenario.
public final class Bench {
    private final PrintStream out;

    private Bench(PrintStream out) {
        this.out = out;
    }

    /// Every scenario, in the order in which `all` runs them. A new one is one more line.
    static List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>();
        all.add(new StartScenario());
        all.add(new DurableScenario());
        all.addAll(RestScenario.all());
        all.addAll(ClosedLoopScenario.all());
        all.addAll(RelayScenario.all());
        all.add(new ChatScenario());
        all.add(new IdleScenario());
        all.add(new WriteFloorScenario());
        all.add(new LuaScenario());
        all.addAll(MatchmakerScenario.all());
        all.add(new PoolScenario());
        all.addAll(ScriptScenarios.all());
        all.add(new QualityScenario());
        return all;
    }

    public static void main(String[] arguments) throws InterruptedException {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        List<String> rest = Arrays.asList(arguments);
        String command = rest.isEmpty() ? "list" : rest.getFirst();
        try {
            if (command.equals("rudp")) {
                // Transport against transport: no KaosNet server, and a command line of its own.
                RudpBench.main(rest.subList(1, rest.size()).toArray(new String[0]));
                return;
            }
            new Bench(System.out).run(command, rest.subList(Math.min(1, rest.size()), rest.size()));
        } catch (BenchException | IOException e) {
            System.err.println("kaosnet bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(String command, List<String> arguments)
            throws InterruptedException, IOException {
        if (command.equals("list") || command.equals("help") || command.equals("--help")) {
            list();
            return;
        }
        List<Result> results = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        String json = "";
        if (command.equals("all")) {
            for (Scenario scenario : scenarios()) {
                Options options = Options.parse(arguments, scenario.options());
                json = options.text("json");
                try {
                    results.add(run(scenario, options));
                } catch (BenchException e) {
                    // The others are still worth running.
                    failures.add(scenario.name() + ": " + e.getMessage());
                    System.err.println("  failed: " + e.getMessage());
                }
            }
        } else {
            Scenario scenario = find(command);
            if (scenario == null) {
                throw new BenchException("no scenario " + command + "; `bench list` names them");
            }
            Options options = Options.parse(arguments, scenario.options());
            json = options.text("json");
            results.add(run(scenario, options));
        }
        write(json, results);
        if (!failures.isEmpty()) {
            throw new BenchException(String.join("; ", failures));
        }
    }

    private void list() {
        out.println(
                "usage: ./kaosnet bench list | SCENARIO [--option value ...] | all [--quick]\n");
        for (Scenario scenario : scenarios()) {
            out.printf("%-14s %s%n", scenario.name(), scenario.description());
            show(scenario.options());
        }
        out.printf(
                "%-14s %s%n",
                "rudp", "the reliable UDP transport; `bench rudp --help` shows its own options");
        out.printf(
                "%-14s %s%n",
                "jmh", "codec, router and fan-out alone; `bench jmh -h` shows JMH's options");
        out.println("\nfor every scenario");
        show(Options.COMMON);
        out.printf("    --%-14s %s%n", "quick", "short warm-up and measurement");
        out.printf("    --%-14s %s%n", "server.KEY", "a setting of the server that is started");
    }

    private void show(List<Option> options) {
        for (Option option : options) {
            String standard = option.standard().isEmpty() ? "" : " (" + option.standard() + ")";
            out.printf("    --%-14s %s%s%n", option.name(), option.about(), standard);
        }
    }

    private static @Nullable Scenario find(String name) {
        for (Scenario scenario : scenarios()) {
            if (scenario.name().equals(name)) {
                return scenario;
            }
        }
        return null;
    }

    private Result run(Scenario scenario, Options options) throws InterruptedException {
        System.err.println(scenario.name() + ": " + scenario.description());
        Result result;
        if (!scenario.needsServer()) {
            result = runOn(scenario, options, new Target("", 0, "", "", unknown(), unknown()));
        } else if (options.text("address").isEmpty()) {
            List<String> flags = new ArrayList<>(scenario.serverFlags());
            flags.addAll(options.serverFlags());
            try (ServerProcess server = ServerProcess.start(home(), flags)) {
                result =
                        runOn(
                                scenario,
                                options,
                                target(options, "127.0.0.1", server.port(), server.pid()));
            }
        } else {
            result = runOn(scenario, options, running(options));
        }
        out.print(result.table());
        out.flush();
        return result;
    }

    private static ProcessUsage unknown() {
        return new ProcessUsage(0, false);
    }

    private static Result runOn(Scenario scenario, Options options, Target target)
            throws InterruptedException {
        try (var loops = new LoadLoops(options.whole("threads", 1, 64))) {
            return scenario.run(new BenchContext(options, target, loops, System.err));
        }
    }

    /// The server that the user started.
    private static Target running(Options options) {
        String address = options.text("address");
        int colon = address.lastIndexOf(':');
        try {
            String host = address.substring(0, Math.max(0, colon));
            int port = Integer.parseInt(address.substring(colon + 1));
            Target target = target(options, host, port, options.whole("pid", 0, 1 << 30));
            if (!target.isLoopback() && !options.text("allow-remote").equals("true")) {
                throw new BenchException(
                        "--address: "
                                + host
                                + " is another machine (--allow-remote true if it is yours)");
            }
            return target;
        } catch (NumberFormatException _) {
            throw new BenchException("--address: " + address + " (expected: host:port)");
        }
    }

    private static Target target(Options options, String host, int port, long pid) {
        return new Target(
                host,
                port,
                options.text("server-key"),
                options.text("http-key"),
                new ProcessUsage(pid, false),
                new ProcessUsage(options.whole("db-pid", 0, 1 << 30), true));
    }

    /// The folder of the launcher, as the launcher says.
    public static Path home() {
        String home = System.getProperty("kaosnet.home");
        if (home == null) {
            throw new BenchException(
                    "no server to start: run this through ./kaosnet, or give --address and --pid");
        }
        return Path.of(home);
    }

    private void write(String json, List<Result> results) throws IOException {
        if (json.isEmpty()) {
            return;
        }
        List<String> objects = results.stream().map(Result::json).toList();
        String text = "[" + String.join(",\n", objects) + "]\n";
        if (json.equals("-")) {
            out.print(text);
        } else {
            Files.writeString(Path.of(json), text);
        }
    }
}
