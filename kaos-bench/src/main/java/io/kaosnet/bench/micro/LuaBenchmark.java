package io.kaosnet.bench.micro;

import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.lua.vm.LuaEngine;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaLimits;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.lua.vm.LuaVm;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Compiled Lua, one workload at a time: nothing has taught the JIT about the others. Owned by
/// JMH's thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LuaBenchmark {
    private static final String SOURCE =
            """
            local M = {}
            local function fib(n)
              if n < 2 then return n end
              return fib(n - 1) + fib(n - 2)
            end
            M.fib = fib
            function M.insert()
              local t = {}
              for i = 1, 1000 do t[#t + 1] = i end
              return t
            end
            local values, fields = {}, {}
            for i = 1, 1000 do values[i], fields['field' .. i] = i, i end
            function M.iterate()
              local sum = 0
              for _, v in ipairs(values) do sum = sum + v end
              for _, v in pairs(fields) do sum = sum + v end
              return sum
            end
            local host = host
            function M.host()
              local sum = 0
              for i = 1, 1000 do sum = sum + host(i) end
              return sum
            end
            function M.build()
              local parts = {}
              for i = 1, 1000 do parts[i] = 'item ' .. i .. ';' end
              return #table.concat(parts)
            end
            local senders, state = {}, { players = {}, count = 0 }
            for i = 1, 10 do senders[i] = 'user-' .. i end
            function M.match_loop()
              local messages = {}
              for i = 1, 10 do messages[i] = { sender = senders[i], op_code = i, data = 'payload' } end
              for i = 1, #messages do
                local m = messages[i]
                local p = state.players[m.sender]
                if not p then p = { x = 0, y = 0 } state.players[m.sender] = p end
                p.x = p.x + m.op_code
                state.count = state.count + #m.data
              end
              return state
            end
            return M
            """;

    private final LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);
    private final LuaVm vm = engine.newVm(LuaLimits.NONE);
    private final LuaFunction[] known = new LuaFunction[6];

    /// Compiles the module.
    @Setup
    public void load() {
        vm.globals().put("host", vm.function("host", a -> Math.abs(a.integer(1))));
        LuaTable functions =
                (LuaTable)
                        Objects.requireNonNull(
                                vm.call(vm.load(engine.compile("bench.lua", SOURCE))));
        String[] names = {"fib", "insert", "iterate", "host", "build", "match_loop"};
        for (int i = 0; i < names.length; i++) {
            known[i] = (LuaFunction) Objects.requireNonNull(functions.get(names[i]));
        }
    }

    /// Calls alone: fib(20), 21,891 of them.
    @Benchmark
    public Object fib() {
        return vm.call(known[0], 20);
    }

    /// A table of 1000 values, one after the other.
    @Benchmark
    public Object tableInsert() {
        return vm.call(known[1]);
    }

    /// 1000 values by `ipairs` and 1000 fields by `pairs`.
    @Benchmark
    public Object tableIterate() {
        return vm.call(known[2]);
    }

    /// 1000 calls of a host function with one integer.
    @Benchmark
    public Object hostCalls() {
        return vm.call(known[3]);
    }

    /// 1000 strings of three pieces, joined to one.
    @Benchmark
    public Object stringBuild() {
        return vm.call(known[4]);
    }

    /// Ten messages with their tables through a match's loop.
    @Benchmark
    public Object matchLoop() {
        return vm.call(known[5]);
    }
}
