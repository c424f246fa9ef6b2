package io.kaosnet.lua.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
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
