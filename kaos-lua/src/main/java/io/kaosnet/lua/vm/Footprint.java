package io.kaosnet.lua.vm;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Owned by its VM's thread. What a VM still reaches: tables, strings, and what closures share, in
/// bytes as the allocation budget counts them. Constants of the code count where values hold them.
///
/// The variables of a closure are fields of a class made for it; this is the only place that looks
/// at them from outside, and not a quick one.
final class Footprint {
    private static final int STRING_BYTES = 40;
    private static final int FUNCTION_BYTES = 32;
    private static final int CELL_BYTES = 16;
    private static final int COROUTINE_BYTES = 1024;

    private static final ClassValue<List<Field>> VARIABLES =
            new ClassValue<>() {
                @Override
                protected List<Field> computeValue(Class<?> type) {
                    List<Field> fields = new ArrayList<>();
                    for (Field field : type.getDeclaredFields()) {
                        boolean isVariable =
                                !field.getType().isPrimitive()
                                        && !Modifier.isStatic(field.getModifiers());
                        if (isVariable && field.trySetAccessible()) {
                            fields.add(field);
                        }
                    }
                    return fields;
                }
            };

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Object> open = new ArrayDeque<>();
    private final long enough;
    private long bytes;

    private Footprint(long enough) {
        this.enough = enough;
    }

    /// Stops counting when it is more than `enough`.
    static long of(long enough, Object... roots) {
        var footprint = new Footprint(enough);
        for (Object root : roots) {
            footprint.add(root);
        }
        footprint.walk();
        return footprint.bytes;
    }

    private void add(Object value) {
        boolean hasSize =
                value instanceof LuaTable
                        || value instanceof LuaString
                        || value instanceof LuaFunction
                        || value instanceof Cell
                        || value instanceof LuaCoroutine;
        if (hasSize && seen.add(value)) {
            open.add(value);
        }
    }

    private void walk() {
        while (bytes <= enough && !open.isEmpty()) {
            switch (open.removeLast()) {
                case LuaString text -> bytes += STRING_BYTES + text.length();
                case LuaTable table -> {
                    bytes += LuaTable.TABLE_BYTES;
                    bytes += (table.array.length + table.nodes.length) * 8L;
                    add(table.meta);
                    addAll(table.array);
                    addAll(table.nodes);
                }
                case Cell cell -> {
                    bytes += CELL_BYTES;
                    add(cell.v);
                }
                case LuaCoroutine _ -> bytes += COROUTINE_BYTES;
                case LuaFunction function -> {
                    bytes += FUNCTION_BYTES;
                    add(function.env);
                    addVariables(function);
                }
                default -> {
                    // Nothing else is put in.
                }
            }
        }
    }

    private void addAll(Object[] values) {
        for (Object value : values) {
            add(value);
        }
    }

    private void addVariables(LuaFunction function) {
        for (Field field : VARIABLES.get(function.getClass())) {
            try {
                add(field.get(function));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
