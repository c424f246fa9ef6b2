package io.kaosnet.lua.vm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Safe from any thread but for its arguments. Java values to Lua values and back.
public final class Conversions {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_NAME_LENGTH = 64;

    private Conversions() {}

    static Object toLua(LuaVm vm, Object value) {
        return toLua(vm, value, 0);
    }

    private static Object toLua(LuaVm vm, Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("value nested deeper than " + MAX_DEPTH);
        }
        return switch (value) {
            case null -> null;
            case Boolean b -> (Object) (b ? Boolean.TRUE : Boolean.FALSE);
            case Long l -> l;
            case Double d -> d;
            case LuaString s -> s;
            case LuaTable t -> t;
            case LuaFunction f -> f;
            case LuaCoroutine c -> c;
            case String s -> string(vm, LuaString.of(s));
            case byte[] b -> string(vm, LuaString.of(b));
            case Integer i -> (long) i;
            case Short i -> (long) i;
            case Byte i -> (long) i;
            case Float f -> (double) f;
            case Map<?, ?> map -> {
                LuaTable t = new LuaTable(vm, 0, map.size());
                fill(t, map, depth);
                yield t;
            }
            case Supplier<?> contents -> new LuaTable(vm, () -> (Map<?, ?>) contents.get());
            case Iterable<?> list -> {
                LuaTable t = new LuaTable(vm);
                long i = 1;
                for (Object o : list) {
                    t.putInt(i++, toLua(vm, o, depth + 1));
                }
                yield t;
            }
            case Object[] array -> {
                LuaTable t = new LuaTable(vm, array.length, 0);
                for (int i = 0; i < array.length; i++) {
                    t.putInt(i + 1L, toLua(vm, array[i], depth + 1));
                }
                yield t;
            }
            default ->
                    throw new IllegalArgumentException(
                            "no Lua value for " + value.getClass().getName());
        };
    }

    /// Puts the entries of a map into a table that is itself at `depth` of a value.
    static void fill(LuaTable table, Map<?, ?> map, int depth) {
        LuaVm vm = table.vm;
        for (Map.Entry<?, ?> e : map.entrySet()) {
            table.put(
                    e.getKey() instanceof String name
                            ? key(vm, name)
                            : toLua(vm, e.getKey(), depth + 1),
                    toLua(vm, e.getValue(), depth + 1));
        }
    }

    private static LuaString key(LuaVm vm, String name) {
        return name.length() > MAX_NAME_LENGTH
                ? LuaString.intern(string(vm, LuaString.of(name)))
                : LuaString.ofName(name);
    }

    private static LuaString string(LuaVm vm, LuaString s) {
        vm.alloc(s.length() + 32L);
        return s;
    }

    /// A Lua value as Java has it: strings as String (UTF-8), tables as a List if their keys are
    /// 1..n (n > 0), else as a Map in traversal order with String, Long, Double or Boolean keys.
    ///
    /// @throws IllegalArgumentException for functions, coroutines and tables that hold themselves
    public static Object toJava(Object value) {
        return toJava(value, 0);
    }

    private static Object toJava(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("table nested deeper than " + MAX_DEPTH);
        }
        return switch (value) {
            case null -> null;
            case LuaString s -> s.toString();
            case LuaTable t -> {
                t.vm.charge(t.count + 1L);
                int size = t.size();
                if (size > 0 && size == t.length()) {
                    List<Object> list = new ArrayList<>(size);
                    for (long i = 1; i <= size; i++) {
                        list.add(toJava(t.getInt(i), depth + 1));
                    }
                    yield list;
                }
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int c = t.advance(0); c >= 0; c = t.advance(c + 1)) {
                    map.put(toJava(t.cursorKey(c), depth + 1), toJava(t.cursorValue(c), depth + 1));
                }
                yield map;
            }
            case Boolean b -> b;
            case Long l -> l;
            case Double d -> d;
            default ->
                    throw new IllegalArgumentException(
                            "no Java value for a Lua " + Ops.typeName(value));
        };
    }
}
