package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Coroutines on the JDK's continuations.
class SwitchTest {
    private final LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);

    private LuaModule module(String source) {
        return engine.compile("t", source.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void continuationsAreThereWithTheExportThatTheBuildAndTheLauncherGive() {
        assertThat(Switch.isNative()).isTrue();
    }

    @Test
    @Timeout(60)
    void hostFunctionsMayBlockInCoroutinesOfVirtualThreads() throws InterruptedException {
        LuaModule module =
                module(
                        """
                        local co = coroutine.wrap(function()
                          local sum = 0
                          for i = 1, 20 do sum = sum + block(i) coroutine.yield(sum) end
                        end)
                        local last
                        for i = 1, 20 do last = co() block(1) end
                        return last
                        """);
        var results = new ConcurrentLinkedQueue<Object>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        LuaVm vm = engine.newVm(LuaLimits.NONE);
                                        vm.globals().put("block", vm.function("block", this::park));
                                        results.add(vm.call(vm.load(module)));
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(results).hasSize(200).containsOnly(210L);
    }

    private Object park(Args args) {
        LockSupport.parkNanos(10_000);
        return args.integer(1);
    }

    @Test
    void nestedTooDeepIsAnErrorAndTheVmGoesOn() {
        LuaVm vm = engine.newVm(LuaLimits.NONE);
        Object result =
                vm.call(
                        vm.load(
                                module(
                                        """
                                        local depth = 0
                                        local function nest() depth = depth + 1 return coroutine.wrap(nest)() end
                                        local ok, message = pcall(nest)
                                        assert(not ok and message:find('C stack overflow'), message)
                                        local co = coroutine.wrap(function(a) return coroutine.yield(a) + 1 end)
                                        assert(co(1) == 1 and co(2) == 3)
                                        return depth
                                        """)));
        assertThat((Long) result).isBetween(150L, 200L);
    }

    @Test
    void deepCallsInNestedCoroutinesOverflowAsAnError() throws InterruptedException {
        var results = new ConcurrentLinkedQueue<Object>();
        LuaModule module =
                module(
                        """
                        local function deep(n, f) if n == 0 then return f() end return (deep(n - 1, f)) end
                        local function nest() return coroutine.wrap(function() return deep(30, nest) end)() end
                        for i = 1, 20 do assert(not pcall(nest)) end
                        local co = coroutine.wrap(function(a) return coroutine.yield(a) + 1 end)
                        return co(1) + co(2)
                        """);
        // A small stack, so that it overflows before the depth allowed.
        Thread thread =
                new Thread(
                        null,
                        () -> {
                            LuaVm vm = engine.newVm(LuaLimits.NONE);
                            results.add(vm.call(vm.load(module)));
                        },
                        "small stack",
                        256 << 10);
        thread.start();
        thread.join();
        assertThat(results).containsExactly(4L);
    }
}
