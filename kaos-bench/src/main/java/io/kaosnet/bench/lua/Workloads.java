package io.kaosnet.bench.lua;

import io.kaosnet.bench.BenchException;
import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.lua.vm.LuaEngine;
import io.kaosnet.lua.vm.LuaLimits;
import io.kaosnet.lua.vm.LuaVm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The script `workloads.lua` in this engine and in others. Immutable.
///
/// Every engine measures itself by its own `os.clock`, which is CPU time in all of them.
final class Workloads {
    private static final int MOST_SECONDS = 600;

    private final byte[] source;
    private final double budgetSeconds;

    Workloads(double budgetSeconds) {
        this.source = resource("workloads.lua");
        this.budgetSeconds = budgetSeconds;
    }

    static byte[] resource(String name) {
        try (InputStream in = Workloads.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Seconds for one piece of each workload, by its name.
    Map<String, Double> here() {
        var engine = new LuaEngine(Dialect.LUA_5_4);
        LuaVm vm = engine.newVm(LuaLimits.NONE.withTimeMs(MOST_SECONDS * 1000L));
        vm.globals()
                .put("host_function", vm.function("host_function", a -> Math.abs(a.integer(1))));
        var text = new StringBuilder();
        vm.printSink(line -> text.append(line).append('\n'));
        vm.call(vm.load(engine.compile("workloads.lua", source)), budgetSeconds);
        return seconds(text.toString());
    }

    /// As [#here] by an interpreter of the system; nothing if it is not installed.
    Map<String, Double> by(String command) throws InterruptedException {
        try {
            Path script = Files.createTempFile("workloads", ".lua");
            Path printed = Files.createTempFile("workloads", ".txt");
            try {
                Files.write(script, source);
                Process process =
                        new ProcessBuilder(
                                        command, script.toString(), Double.toString(budgetSeconds))
                                .redirectErrorStream(true)
                                .redirectOutput(printed.toFile())
                                .start();
                if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new BenchException(command + ": not done after " + MOST_SECONDS + " s");
                }
                return seconds(Files.readString(printed, StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(script);
                Files.deleteIfExists(printed);
            }
        } catch (IOException _) {
            // Not installed: the figures of the others stand alone.
            return Map.of();
        }
    }

    private static Map<String, Double> seconds(String printed) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (String line : printed.split("\n", -1)) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                seconds.put(line.substring(0, tab), Double.valueOf(line.substring(tab + 1)));
            }
        }
        return seconds;
    }
}
