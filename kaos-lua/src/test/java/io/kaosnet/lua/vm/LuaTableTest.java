package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LuaTableTest {
    private final LuaVm vm = new LuaEngine(Dialect.LUA_5_4).newVm(LuaLimits.NONE);

    @Test
    void agreesWithAMapUnderRandomWrites() {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            LuaTable table = vm.newTable();
            Map<Object, Object> model = new HashMap<>();
            for (int i = 0; i < 2000; i++) {
                Object key =
                        switch (random.nextInt(3)) {
                            case 0 -> (long) random.nextInt(60);
                            case 1 -> LuaString.of("k" + random.nextInt(60));
                            default -> random.nextInt(60) + 0.5;
                        };
                Object value = random.nextInt(3) == 0 ? null : (Object) (long) i;
                table.put(key, value);
                if (value == null) {
                    model.remove(key);
                } else {
                    model.put(key, value);
                }
                assertThat(table.get(key)).isEqualTo(value);
            }
            Map<Object, Object> seen = new HashMap<>();
            for (int c = table.next(null); c >= 0; c = table.next(table.cursorKey(c))) {
                assertThat(seen.put(table.cursorKey(c), table.cursorValue(c))).isNull();
            }
            assertThat(seen).isEqualTo(model);
            assertThat(table.size()).isEqualTo(model.size());
            long border = table.length();
            assertThat(border == 0 || table.getInt(border) != null).isTrue();
            assertThat(table.getInt(border + 1)).isNull();
        }
    }

    @Test
    void aTableToBeFilledIsFilledByAnyFirstLook() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            Map<Object, Object> contents = new HashMap<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                contents.put(random.nextBoolean() ? "k" + i : (Object) (long) i, (long) i);
            }
            Supplier<Map<Object, Object>> later = () -> contents;
            var filled = (LuaTable) vm.toLua(contents);
            var unfilled = (LuaTable) vm.toLua(later);
            for (int step = 0; step < 4; step++) {
                int action = random.nextInt(8);
                Object key =
                        random.nextBoolean()
                                ? LuaString.of("k" + random.nextInt(6))
                                : (Object) (long) random.nextInt(6);
                Object value = random.nextInt(3) == 0 ? null : (Object) 99L;
                assertThat(look(unfilled, action, key, value))
                        .as("seed %d, step %d, action %d", seed, step, action)
                        .isEqualTo(look(filled, action, key, value));
            }
            assertThat(LuaVm.toJava(unfilled)).isEqualTo(LuaVm.toJava(filled));
        }
    }

    private Object look(LuaTable table, int action, Object key, Object value) {
        return switch (action) {
            case 0 -> table.get(key);
            case 1 -> table.length();
            case 2 -> table.size();
            case 3 -> LuaVm.toJava(table);
            case 4 -> {
                table.put(key, value);
                yield table.get(key);
            }
            case 5 -> {
                Map<Object, Object> all = new HashMap<>();
                var pairs = new Iter.Pairs(table);
                while (pairs.next()) {
                    all.put(pairs.k, pairs.v);
                }
                yield all;
            }
            case 6 -> {
                table.setMetatable(vm.newTable().put("__mode", "k"));
                yield table.get(key);
            }
            default -> {
                table.setMetatable(null);
                yield table.get(key);
            }
        };
    }

    @Test
    void whatNobodyLooksIntoIsNeverAskedFor() {
        var asked = new AtomicInteger();
        Supplier<Map<String, String>> inner =
                () -> {
                    asked.incrementAndGet();
                    return Map.of("name", "value");
                };
        var outer = (LuaTable) vm.toLua(Map.of("inner", inner, "id", "x"));
        assertThat(outer.get("id")).isEqualTo(LuaString.of("x"));
        assertThat(asked).hasValue(0);
        var table = (LuaTable) outer.get("inner");
        assertThat(table.get("name")).isEqualTo(LuaString.of("value"));
        assertThat(table.get("other")).isNull();
        assertThat(asked).hasValue(1);
    }

    @Test
    void fieldsMayBeClearedDuringATraversal() {
        LuaTable table = vm.newTable();
        for (long i = 1; i <= 100; i++) {
            table.put(i, i);
            table.put("k" + i, i);
        }
        int count = 0;
        for (int c = table.next(null); c >= 0; ) {
            Object key = table.cursorKey(c);
            table.put(key, null);
            count++;
            c = table.next(key);
        }
        assertThat(count).isEqualTo(200);
        assertThat(table.size()).isZero();
    }

    @Test
    void floatKeysThatAreIntegersAreTheIntegerKeys() {
        LuaTable table = vm.newTable();
        table.put(2.0, true);
        assertThat(table.get(2L)).isEqualTo(true);
        assertThat(table.getInt(2)).isEqualTo(true);
    }
}
