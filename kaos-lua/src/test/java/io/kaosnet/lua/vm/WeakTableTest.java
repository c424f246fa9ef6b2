package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables whose metatable has a `__mode`.
class WeakTableTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LuaVm vm = new LuaEngine(Dialect.LUA_5_4).newVm(LuaLimits.NONE);

    /// Runs a script that may call `gc()`, after which what is unreachable is gone.
    private Object run(String script) {
        vm.globals()
                .put(
                        "gc",
                        vm.function(
                                "gc",
                                a -> {
                                    collect();
                                    return null;
                                }));
        byte[] source = script.getBytes(StandardCharsets.UTF_8);
        return vm.call(vm.load(vm.engine.compile("t", source)));
    }

    private static void collect() {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        long endNs = System.nanoTime() + PATIENCE.toNanos();
        do {
            System.gc();
        } while (!canary.refersTo(null) && System.nanoTime() < endNs);
        assertThat(canary.refersTo(null)).as("collected").isTrue();
    }

    private static final String COUNT =
            "local function count(t) local n = 0 for _ in pairs(t) do n = n + 1 end return n end ";

    @Test
    void weakValuesGoAndStringsAndNumbersStay() {
        Object left =
                run(
                        COUNT
                                + """
                                local t = setmetatable({}, {__mode = 'v'})
                                local kept = {}
                                t.kept = kept
                                local function fill()
                                  t[1], t.s, t.n, t.b = {}, ('x'):rep(10), 1.5, true
                                  t.f, t.c = function() return t end, coroutine.create(print)
                                end
                                fill()
                                gc()
                                assert(t[1] == nil and t.f == nil and t.c == nil)
                                assert(t.kept == kept and t.s == 'xxxxxxxxxx' and t.n == 1.5 and t.b)
                                return count(t)
                                """);
        assertThat(left).isEqualTo(4L);
    }

    @Test
    void weakKeysGoEvenWhenTheirValueRefersToThem() {
        Object left =
                run(
                        COUNT
                                + """
                                local t = setmetatable({}, {__mode = 'k'})
                                local kept = {}
                                t[kept] = {back = kept}
                                local function fill()
                                  for i = 1, 100 do local k = {} t[k] = {back = k} end
                                  t.name, t[function() end] = {}, 1
                                  t[coroutine.create(print)] = 'x'
                                end
                                fill()
                                gc()
                                assert(t[kept].back == kept and t.name)
                                return count(t)
                                """);
        assertThat(left).isEqualTo(2L);
    }

    @Test
    void aValueInItsKeyGoesWithTheTable() {
        run(
                """
                local probe = setmetatable({}, {__mode = 'v'})
                local key = {}
                local function attach()
                  local t = setmetatable({}, {__mode = 'k'})
                  t[key] = {}
                  probe.value = t[key]
                end
                attach()
                -- The key outlives the table: what it carries goes when it is next attached to.
                for round = 1, 8 do
                  gc()
                  for i = 1, 8 do setmetatable({}, {__mode = 'k'})[key] = {} end
                end
                assert(probe.value == nil)
                """);
    }

    @Test
    void bothWeak() {
        Object left =
                run(
                        COUNT
                                + """
                                local t = setmetatable({}, {__mode = 'kv'})
                                local a, b = {}, {}
                                local function fill()
                                  t[a], t[b], t[{}], t[1], t[2] = {}, b, b, a, {}
                                end
                                fill()
                                gc()
                                assert(t[b] == b and t[1] == a)
                                return count(t)
                                """);
        assertThat(left).isEqualTo(2L);
    }

    @Test
    void modeMayComeAndGoLater() {
        Object left =
                run(
                        COUNT
                                + """
                                local meta = {}
                                local t = setmetatable({}, meta)
                                local function fill()
                                  t[1] = {}
                                  meta.__mode = 'v'
                                  t[2] = {}
                                end
                                fill()
                                gc()
                                assert(t[1] == nil and t[2] == nil and #t == 0)
                                meta.__mode = nil
                                t[1], t[2], t.x = {}, {}, {}
                                gc()
                                assert(#t == 2)
                                return count(t)
                                """);
        assertThat(left).isEqualTo(3L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "v", "kv"})
    void whileEverythingIsHeldTheyAreTablesAsOthers(String mode) {
        LuaTable meta = vm.newTable().put("__mode", mode);
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            LuaTable weak = vm.newTable();
            weak.setMetatable(meta);
            Map<Object, Object> model = new HashMap<>();
            Object[] pool = new Object[24];
            for (int i = 0; i < pool.length; i++) {
                pool[i] =
                        switch (i % 4) {
                            case 0 -> (long) i / 4 + 1;
                            case 1 -> LuaString.of("s" + i);
                            case 2 -> vm.newTable();
                            default -> vm.function("f", a -> null);
                        };
            }
            for (int step = 0; step < 300; step++) {
                Object key = pool[random.nextInt(pool.length)];
                Object value = random.nextInt(3) == 0 ? null : pool[random.nextInt(pool.length)];
                weak.put(key, value);
                if (value == null) {
                    model.remove(key);
                } else {
                    model.put(key, value);
                }
                assertThat(weak.get(key)).as("seed %d", seed).isSameAs(value);
            }
            Map<Object, Object> seen = new HashMap<>();
            weak.forEach(seen::put);
            assertThat(seen).as("seed %d", seed).isEqualTo(model);
            long border = weak.length();
            assertThat(weak.get(border + 1)).isNull();
            assertThat(border == 0 || weak.get(border) != null).isTrue();
        }
    }

    @Test
    void fieldsMayBeClearedWhileTraversing() {
        Object left =
                run(
                        """
                        local t = setmetatable({}, {__mode = 'k'})
                        local kept = {}
                        for i = 1, 50 do kept[i] = {} t[kept[i]] = {} t[i] = i end
                        for k in pairs(t) do t[k] = nil end
                        return next(t) == nil
                        """);
        assertThat(left).isEqualTo(true);
    }

    @Test
    void theyArePaidFor() {
        LuaVm small =
                new LuaEngine(Dialect.LUA_5_4)
                        .newVm(LuaLimits.NONE.withAllocationBytes(4 << 20).withTimeMs(20_000));
        LuaFunction main =
                small.load(
                        small.engine.compile(
                                "t",
                                "local t = setmetatable({}, {__mode = 'k'}) while true do t[{}] = {} end"));
        assertThat(catchThrowable(() -> small.call(main))).isInstanceOf(LuaKill.class);
        assertThat(small.killed().budget()).isEqualTo(LuaKill.Budget.ALLOCATION);
    }
}
