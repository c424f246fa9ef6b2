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

    /// Lists may have holes up to this length: boards of games with few pieces on them.
    private static final int MAX_SPARSE = 1024;

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

    /// A Lua value as Java has it: strings as String, or as bytes if they are not UTF-8; tables as
    /// a List if their keys are integers from 1, with null where one is missing, else (and if most
    /// are missing of more than 1024) as a Map in traversal order with String, Long, Double or
    /// Boolean keys.
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
            case LuaString s -> textOrBytes(s);
            case LuaTable t -> {
                t.vm.charge(t.count + 1L);
                long length = listLength(t);
                if (length > 0) {
                    t.vm.charge(length);
                    List<Object> list = new ArrayList<>((int) length);
                    for (long i = 1; i <= length; i++) {
                        list.add(toJava(t.getInt(i), depth + 1));
                    }
                    yield list;
                }
                Map<Object, Object> map = new LinkedHashMap<>();
                for (int c = t.advance(0); c >= 0; c = t.advance(c + 1)) {
                    Object key = t.cursorKey(c);
                    map.put(
                            key instanceof LuaString name
                                    ? name.toString()
                                    : toJava(key, depth + 1),
                            toJava(t.cursorValue(c), depth + 1));
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

    /// Bytes that are no text stay what they are.
    private static Object textOrBytes(LuaString s) {
        String text = s.toString();
        return text.indexOf('\uFFFD') < 0 || LuaString.of(text).equals(s) ? text : s.bytes();
    }

    /// The largest key of a table that is a list, else 0.
    private static long listLength(LuaTable t) {
        int size = t.size();
        if (size == 0 || size == t.length()) {
            return size;
        }
        long largest = 0;
        for (int c = t.advance(0); c >= 0; c = t.advance(c + 1)) {
            if (!(t.cursorKey(c) instanceof Long key) || key < 1) {
                return 0;
            }
            largest = Math.max(largest, key);
        }
        return largest <= Math.max(MAX_SPARSE, 4L * size) ? largest : 0;
    }
}
