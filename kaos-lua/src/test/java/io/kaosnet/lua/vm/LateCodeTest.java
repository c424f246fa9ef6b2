package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Functions of large modules, which are compiled when they are first called.
class LateCodeTest {
    private final LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);

    private static final String COUNTER =
            """
            local function counter(start)
              local n = start
              local function add(by, ...)
                n = n + (by or 1) + select('#', ...)
                return n
              end
              return add, function() return n end
            end
            return counter
            """;

    private LuaModule large(String source) {
        return engine.compile("m.lua", Padding.large(source));
    }

    private static boolean isLate(LuaFunction f) {
        return ((CodeLoader) f.getClass().getClassLoader()).isShell(f.getClass());
    }

    @Test
    void upvaluesAreSharedBetweenFunctionsCompiledLate() {
        LuaVm vm = engine.newVm(LuaLimits.NONE);
        LuaFunction counter = (LuaFunction) vm.call(vm.load(large(COUNTER)));
        assertThat(isLate(counter)).isTrue();
        Object[] made = vm.callAll(LuaLimits.NONE, counter, 10);
        LuaFunction add = (LuaFunction) made[0];
        assertThat(isLate(add)).isTrue();
        assertThat(vm.call(add)).isEqualTo(11L);
        assertThat(vm.call(add, 5, 0, 0)).isEqualTo(18L);
        assertThat(vm.call((LuaFunction) made[1])).isEqualTo(18L);
    }

    @Test
    void smallModulesAreCompiledAtOnce() {
        LuaVm vm = engine.newVm(LuaLimits.NONE);
        LuaFunction counter = (LuaFunction) vm.call(vm.load(engine.compile("m.lua", COUNTER)));
        assertThat(isLate(counter)).isFalse();
    }

    @Test
    void aFunctionIsOnceInATraceThroughLateCode() {
        LuaVm vm = engine.newVm(LuaLimits.NONE);
        LuaFunction outer =
                (LuaFunction)
                        vm.call(
                                vm.load(
                                        large(
                                                """
                                                local function inner(x)
                                                  return x.y.z + 0
                                                end
                                                local function outer(a, b, c, d)
                                                  local v = inner(a)
                                                  return v
                                                end
                                                return outer
                                                """)));
        assertThatThrownBy(() -> vm.call(outer, vm.newTable()))
                .isInstanceOfSatisfying(
                        LuaError.class,
                        e -> {
                            assertThat(e)
                                    .hasMessage(
                                            "m.lua:2: attempt to index a nil value (field 'y')");
                            assertThat(e.traceback())
                                    .isEqualTo(
                                            """
                                            m.lua:2: in function 'inner'
                                            m.lua:5: in function 'outer'""");
                        });
    }

    @Test
    void aLargeFunctionIsCompiledWithItsModule() {
        LuaVm vm = engine.newVm(LuaLimits.NONE);
        String body = "t.a, t.b = t.b, t.a ".repeat(400);
        LuaFunction f =
                (LuaFunction)
                        vm.call(
                                vm.load(
                                        engine.compile(
                                                "m.lua",
                                                "local t = {a = 1} return function() "
                                                        + body
                                                        + "return t.a end")));
        assertThat(isLate(f)).isFalse();
        assertThat(vm.call(f)).isEqualTo(1L);
    }

    @Test
    void deepRecursionIntoCodeNotCompiledYetIsAnErrorAndNoMore() {
        LuaVm vm = engine.newVm(LuaLimits.NONE);
        LuaTable t =
                (LuaTable)
                        vm.call(
                                vm.load(
                                        large(
                                                """
                                                local function last() return ('x'):rep(3) end
                                                local function down(n)
                                                  if n == 0 then return last() .. 'y' end
                                                  return down(n - 1) .. ''
                                                end
                                                return {down = down, last = last}
                                                """)));
        LuaFunction down = (LuaFunction) t.get("down");
        assertThatThrownBy(() -> vm.call(down, 1_000_000))
                .isInstanceOf(LuaError.class)
                .hasMessageContaining("stack overflow");
        assertThat(vm.call(down, 100)).hasToString("xxxy");
        assertThat(vm.call((LuaFunction) t.get("last"))).hasToString("xxx");
    }

    @Test
    void manyThreadsMayCallTheSameFunctionFirst() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            LuaModule module = large(COUNTER);
            var go = new CountDownLatch(1);
            List<Object> results = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            Object sum = count(module, go);
                                            synchronized (results) {
                                                results.add(sum);
                                            }
                                        }));
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(results).containsExactly(3L, 3L, 3L, 3L);
        }
    }

    private Object count(LuaModule module, CountDownLatch go) {
        LuaVm vm = engine.newVm(LuaLimits.NONE);
        LuaFunction counter = (LuaFunction) vm.call(vm.load(module));
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return vm.call((LuaFunction) vm.callAll(LuaLimits.NONE, counter, 1)[0], 2);
    }
}
