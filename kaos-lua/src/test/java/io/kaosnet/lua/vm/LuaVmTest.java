package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class LuaVmTest {
    private final LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);
    private final LuaVm vm = engine.newVm(LuaLimits.NONE);

    private Object run(String source) {
        return vm.call(vm.load(engine.compile("t", source)));
    }

    @Test
    void valuesCrossInBothDirections() {
        LuaFunction f =
                (LuaFunction) run("return function(t, s) t.n = t.n + #s t.s = s return t end");
        Object r = vm.call(f, Map.of("n", 1, "list", List.of(1, "two", 3.5)), "héllo");
        assertThat(LuaVm.toJava(r))
                .isEqualTo(Map.of("n", 7L, "list", List.of(1L, "two", 3.5), "s", "héllo"));
    }

    @Test
    void listsMayHaveHolesAndBytesStayBytes() {
        assertThat(LuaVm.toJava(run("local t = {} t[3] = 'x' t[1] = '\\255' return t")))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(new byte[] {-1}, null, "x");
        assertThat(LuaVm.toJava(run("return {[1024] = 1}")))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(1024);
        assertThat(LuaVm.toJava(run("return {[1025] = 1}"))).isEqualTo(Map.of(1025L, 1L));
        assertThat(LuaVm.toJava(run("return {[0] = 1, 2}"))).isEqualTo(Map.of(0L, 1L, 1L, 2L));
        assertThat(LuaVm.toJava(run("return {[2.5] = 1, 2}"))).isEqualTo(Map.of(2.5, 1L, 1L, 2L));
    }

    @Test
    void javaObjectsAreRefused() {
        assertThatThrownBy(() -> vm.toLua(new Thread()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no Lua value for java.lang.Thread");
    }

    @Test
    void hostFunctionsCheckTheirArguments() {
        LuaLibrary.named("greet")
                .add("hello", a -> "hello " + a.text(1) + " " + a.integer(2, 7))
                .install(vm);
        assertThat(run("return greet.hello('x')")).hasToString("hello x 7");
        assertThat(run("return require('greet').hello('x', '8')")).hasToString("hello x 8");
        assertThat(run("return select(2, pcall(function() greet.hello() end))"))
                .hasToString("t:1: bad argument #1 to 'hello' (string expected, got no value)");
        assertThat(run("return select(2, pcall(function() greet.hello('x', {}) end))"))
                .hasToString("t:1: bad argument #2 to 'hello' (number expected, got table)");
        assertThat(run("return select(2, pcall(greet.hello, nil))"))
                .hasToString("bad argument #1 to 'greet.hello' (string expected, got nil)");
    }

    @Test
    void anErrorSaysWhereAndHowItCameThere() {
        LuaError e =
                catchThrowableOfType(
                        LuaError.class,
                        () ->
                                run(
                                        """
                                        local function inner(x)
                                          return x.field.deep
                                        end
                                        function outer() local r = inner({}) return r end
                                        outer()
                                        """));
        assertThat(e).hasMessage("t:2: attempt to index a nil value (field 'field')");
        assertThat(e.traceback().lines())
                .containsExactly(
                        "t:2: in function 'inner'",
                        "t:4: in function 'outer'",
                        "t:5: in main chunk");
    }

    @Test
    void hostsLookAtTheBudgetsAndExcuseWaits() {
        LuaVm timed = engine.newVm(LuaLimits.NONE.withTimeMs(50));
        LuaLibrary.named("host")
                .add("excused", a -> waited(timed, true))
                .add("counted", a -> waited(timed, false))
                .install(timed);
        LuaModule excused = engine.compile("excused", "return host.excused()");
        assertThat(timed.call(timed.load(excused))).isEqualTo(true);
        LuaModule counted = engine.compile("counted", "return pcall(host.counted)");
        assertThatThrownBy(() -> timed.call(timed.load(counted)))
                .isInstanceOf(LuaKill.class)
                .hasMessageContaining("time budget");
    }

    private static boolean waited(LuaVm timed, boolean isExcused) {
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < 80_000_000) {
            Thread.onSpinWait();
        }
        if (isExcused) {
            timed.excuse(System.nanoTime() - startNs);
        }
        timed.checkBudgets();
        return true;
    }

    @Test
    void printGoesToTheSink() {
        List<String> lines = new ArrayList<>();
        vm.printSink(line -> lines.add(line.toString()));
        run("print('a', 1, nil) print()");
        assertThat(lines).containsExactly("a\t1\tnil", "");
    }

    @Test
    void requireRunsAModuleOnce() {
        LuaModule counter = engine.compile("counter", "n = (n or 0) + 1 return {n = n}");
        vm.moduleSource(name -> name.equals("counter") ? counter : null);
        assertThat(run("return require('counter').n + require('counter').n")).isEqualTo(2L);
        assertThat(run("return select(2, pcall(require, 'nothing'))"))
                .hasToString("module 'nothing' not found");
    }

    @Test
    void modulesAreSharedButStateIsNot() {
        LuaModule m = engine.compile("m", "count = (count or 0) + 1 return count");
        LuaVm other = engine.newVm(LuaLimits.NONE);
        assertThat(vm.call(vm.load(m))).isEqualTo(1L);
        assertThat(vm.call(vm.load(m))).isEqualTo(2L);
        assertThat(other.call(other.load(m))).isEqualTo(1L);
    }

    @Test
    void aSecondThreadIsRefusedWhileTheFirstIsInside() throws Exception {
        LuaFunction f =
                vm.function(
                        "f",
                        a -> {
                            Throwable[] seen = new Throwable[1];
                            Thread t =
                                    Thread.ofPlatform()
                                            .start(
                                                    () -> {
                                                        try {
                                                            vm.call(
                                                                    a.vm().load(
                                                                                    engine.compile(
                                                                                            "x",
                                                                                            "")));
                                                        } catch (IllegalStateException e) {
                                                            seen[0] = e;
                                                        }
                                                    });
                            try {
                                t.join();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return String.valueOf(seen[0]);
                        });
        assertThat(vm.call(f).toString()).contains("one thread at a time");
    }

    @Test
    void functionsTooLargeForOneMethodRunAllTheSame() {
        StringBuilder source = new StringBuilder("local sum = 0\n");
        for (int i = 0; i < 3000; i++) {
            source.append(
                    "do local a, b = %d, 'x' if a > 0 then sum = sum + a end end\n".formatted(i));
        }
        source.append("local function f() sum = sum + 1 return sum end\n");
        for (int i = 0; i < 300; i++) {
            source.append(
                    "for i = 1, 3 do if i == 2 then goto next end sum = sum + i ::next:: end\n");
        }
        assertThat(run(source + "return f()")).isEqualTo(3000L * 2999 / 2 + 300 * 4 + 1);
    }

    @Test
    void hugeTablesOfData() {
        StringBuilder source = new StringBuilder("return {\n");
        for (int i = 1; i <= 20_000; i++) {
            source.append("{id = ")
                    .append(i)
                    .append(", name = 'n")
                    .append(i)
                    .append("', ")
                    .append(i)
                    .append(".5},\n");
        }
        LuaTable t = (LuaTable) run(source + "}");
        assertThat(t.length()).isEqualTo(20_000);
        assertThat(((LuaTable) t.getInt(20_000)).get("name")).hasToString("n20000");
        assertThat(((LuaTable) t.getInt(20_000)).getInt(1)).isEqualTo(20_000.5);
    }

    @Test
    void aReturnOutOfAPartOfALargeFunctionIsAReturn() {
        StringBuilder source = new StringBuilder("local x = ...\nlocal n = 0\n");
        for (int i = 0; i < 1500; i++) {
            source.append("if x == ")
                    .append(i)
                    .append(" then return ")
                    .append(i * 2)
                    .append(", n end n = n + 1\n");
        }
        LuaFunction f = vm.load(engine.compile("t", source + "return nil"));
        assertThat(vm.callAll(LuaLimits.NONE, f, 7)).containsExactly(14L, 7L);
        assertThat(vm.callAll(LuaLimits.NONE, f, 1499)).containsExactly(2998L, 1499L);
        assertThat(vm.callAll(LuaLimits.NONE, f, -1)).containsExactly((Object) null);
    }

    @Test
    void timeThatTheThreadDidNotGetIsForgivenUpToFortyTimes() {
        assertThat(waits(150)).isNull();
        assertThat(waits(850)).isInstanceOf(LuaKill.class);
    }

    /// What a call with 20 ms of CPU time throws that waits and then computes a little.
    private static Throwable waits(long waitMs) {
        LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);
        LuaVm vm = engine.newVm(LuaLimits.NONE.withTimeMs(20));
        vm.countCpuTime(CpuClock.JDK);
        String compute = " for i = 1, 20000 do end ";
        LuaFunction main = vm.load(engine.compile("t", compute + "wait()" + compute));
        vm.globals()
                .put(
                        "wait",
                        vm.function(
                                "wait",
                                args -> {
                                    long endNs = System.nanoTime() + waitMs * 1_000_000;
                                    while (System.nanoTime() < endNs) {
                                        LockSupport.parkNanos(endNs - System.nanoTime());
                                    }
                                    return null;
                                }));
        return catchThrowable(() -> vm.call(main));
    }

    @Test
    void cpuTimeIsCountedThoughTheThreadIsCarriedByOthers() {
        var carriers = new long[] {0, 7_000_000_000L};
        var calls = new int[1];
        // Carried by each in turn for ten looks; half a millisecond of CPU time at each look.
        CpuClock clock =
                new CpuClock() {
                    @Override
                    public long timeNs() {
                        calls[0]++;
                        return carriers[carrier()] += 500_000;
                    }

                    @Override
                    public long threadId() {
                        return carrier();
                    }

                    private int carrier() {
                        return calls[0] / 10 % 2;
                    }
                };
        LuaEngine engine = new LuaEngine(Dialect.LUA_5_4);
        LuaVm vm = engine.newVm(LuaLimits.NONE.withTimeMs(20));
        vm.countCpuTime(clock);
        LuaFunction endless = vm.load(engine.compile("t", "while true do end"));
        assertThatThrownBy(() -> vm.call(endless))
                .isInstanceOfSatisfying(
                        LuaKill.class,
                        kill -> assertThat(kill.budget()).isEqualTo(LuaKill.Budget.TIME));
        // 40 halves of a millisecond, and one look unknown for each change of carrier.
        assertThat(calls[0]).isBetween(41, 50);
    }
}
