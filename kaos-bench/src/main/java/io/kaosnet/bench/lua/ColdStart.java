package io.kaosnet.bench.lua;

import io.kaosnet.bench.BenchException;
import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.lua.vm.LuaEngine;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaLimits;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.lua.vm.LuaVm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A module of 2,000 lines from its source to the end of its first call, in a JVM that has never
/// seen Lua: the main class of that JVM, and what starts it. Immutable.
public final class ColdStart {
    private static final int LINES = 2000;
    private static final int MODULES = 6;

    private ColdStart() {}

    /// Milliseconds of CPU time of the thread for the first module of a JVM, then for further ones:
    /// other modules, never seen before, each compiled, run and called once. `isCached`: with the
    /// cache of classes that the launcher has made, as a server and `./kaosnet lua` have it.
    static double[] cpuMs(boolean isCached) throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(classes(isCached));
        command.add(ColdStart.class.getName());
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new BenchException("the cold JVM failed: " + printed);
            }
            String[] numbers = printed.strip().split(" ", -1);
            double[] ms = new double[numbers.length];
            for (int i = 0; i < ms.length; i++) {
                ms[i] = Double.parseDouble(numbers[i]);
            }
            return ms;
        } catch (IOException e) {
            throw new BenchException("the cold JVM: " + e.getMessage());
        }
    }

    private static List<String> classes(boolean isCached) {
        String own = System.getProperty("java.class.path");
        String home = System.getProperty("kaosnet.home");
        if (home == null || !isCached) {
            return List.of("-cp", own);
        }
        Path dist = Path.of(home, "kaos-server", "target", "dist");
        Path cache = dist.resolve("kaosnet.aot");
        return Files.exists(cache)
                ? List.of("-XX:AOTCache=" + cache, "-cp", dist.resolve("kaosnet.jar") + ":" + own)
                : List.of("-cp", own);
    }

    /// Prints what [#cpuMs] reads.
    public static void main(String[] arguments) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        var out = new StringBuilder();
        for (int i = 0; i < MODULES; i++) {
            byte[] source = module(i).getBytes(StandardCharsets.UTF_8);
            long fromNs = threads.getCurrentThreadCpuTime();
            var engine = new LuaEngine(Dialect.LUA_5_4);
            LuaVm vm = engine.newVm(LuaLimits.NONE);
            Object handlers = vm.call(vm.load(engine.compile("module.lua", source)));
            LuaTable table = (LuaTable) Objects.requireNonNull(handlers);
            vm.call((LuaFunction) table.get("action_0"), null, "player", 10);
            out.append((threads.getCurrentThreadCpuTime() - fromNs) / 1e6).append(' ');
        }
        System.out.println(out);
    }

    /// A module such as games have: functions over tables, strings and loops.
    static String module(int seed) {
        var text = new StringBuilder("local M = {}\nlocal state = { players = {}, count = 0 }\n");
        int lines = 2;
        for (int i = 0; lines < LINES - 1; i++) {
            String function =
                    """
                    function M.action_%d(context, player, amount)
                      local p = state.players[player]
                      if p == nil then
                        p = { id = player, x = %d, y = 0.5, hp = 100, items = {} }
                        state.players[player] = p
                        state.count = state.count + 1
                      end
                      for i = 1, amount do
                        p.x = p.x + i * %d
                        p.items[#p.items + 1] = 'item-' .. i
                        if p.x > 1000 or p.hp <= 0 then p.x, p.hp = p.x - 1000, 100 end
                      end
                      if context and context.verbose then print(('%%s: %%d'):format(player, p.x)) end
                      return p.x, p
                    end

                    """
                            .formatted(i, i + seed, i % 7 + 1);
            text.append(function);
            lines += function.split("\n", -1).length - 1;
        }
        return text.append("return M\n").toString();
    }
}
