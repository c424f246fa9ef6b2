package io.kaosnet.lua.vm;

import io.kaosnet.lua.text.ByteBuilder;
import io.kaosnet.lua.text.TextError;

/// Immutable. The library `table`; its functions honour metamethods, except in the 5.1 dialect.
final class TableLib {
    private TableLib() {}

    static LuaLibrary library(boolean is51) {
        LuaLibrary table =
                LuaLibrary.named("table").late(TableLib::function, "concat insert remove sort");
        if (is51) {
            table.late(TableLib::function, "foreach foreachi getn maxn setn");
        } else {
            table.late(TableLib::function, "move pack unpack");
        }
        return table;
    }

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "concat" -> Library.text(TableLib::concat);
            case "insert" -> TableLib::insert;
            case "remove" -> TableLib::remove;
            case "sort" -> TableSort::sort;
            case "foreach" -> TableLib::forEach;
            case "foreachi" -> TableLib::forEachIndex;
            case "getn" -> args -> args.table(1).length();
            case "maxn" -> TableLib::maxKey;
            case "setn" ->
                    args -> {
                        args.table(1);
                        throw args.error("'setn' is obsolete");
                    };
            case "move" -> TableLib::move;
            case "pack" -> TableLib::pack;
            case "unpack" -> TableLib::unpack;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// Checks that argument `i` can stand for a table: it is one, or its metatable has what a
    /// table is asked for.
    static Object tableLike(Args args, int i, int... events) {
        Object v = args.get(i);
        if (!(v instanceof LuaTable)) {
            for (int event : events) {
                if (args.vm().is51 || Ops.meta(v, event, args.vm()) == null) {
                    throw args.typeError(i, "table");
                }
            }
        }
        return v;
    }

    /// The length of a value for the library, `__len` honoured.
    static long length(Args args, Object t) {
        if (t instanceof LuaTable plain && (plain.meta == null || args.vm().is51)) {
            return plain.length();
        }
        Object n = Ops.len(t, args.function());
        if (n instanceof Long l) {
            return l;
        }
        if (n instanceof Double d && Arith.isInteger(d)) {
            return (long) (double) d;
        }
        throw args.error("object length is not an integer");
    }

    static Object get(Args args, Object t, long key) {
        if (t instanceof LuaTable plain && (plain.meta == null || args.vm().is51)) {
            return plain.getInt(key);
        }
        return Indexing.index(t, key, args.function());
    }

    static void set(Args args, Object t, long key, Object value) {
        if (t instanceof LuaTable plain && (plain.meta == null || args.vm().is51)) {
            plain.putInt(key, value);
        } else {
            Indexing.setindex(t, key, value, args.function());
        }
    }

    // ---- insert and remove

    private static Object insert(Args args) {
        Object t = tableLike(args, 1, Meta.INDEX, Meta.NEWINDEX, Meta.LEN);
        long next = length(args, t) + 1;
        switch (args.count()) {
            case 2 -> set(args, t, next, args.get(2));
            case 3 -> {
                long position = args.integer(2);
                if (args.vm().is51) {
                    next = Math.max(next, position);
                } else if (position - 1 < 0 || position - 1 >= next) {
                    throw args.argumentError(2, "position out of bounds");
                }
                insertAt(args, t, position, next, args.get(3));
            }
            default -> throw args.error("wrong number of arguments to 'insert'");
        }
        return Args.none();
    }

    private static void insertAt(Args args, Object t, long position, long next, Object value) {
        LuaVm vm = args.vm();
        if (isArray(vm, t, next - 1) && position >= 1 && position < next && value != null) {
            vm.charge(1 + (next - position >> 4));
            ((LuaTable) t).insertAt((int) position, value);
            return;
        }
        for (long i = next; i > position; i--) {
            vm.charge(1);
            set(args, t, i, get(args, t, i - 1));
        }
        set(args, t, position, value);
    }

    /// Whether the elements 1 to `length` are all in the table's array part, without metamethods.
    private static boolean isArray(LuaVm vm, Object t, long length) {
        return t instanceof LuaTable plain
                && plain.count == length
                && (plain.meta == null || vm.is51);
    }

    private static Object remove(Args args) {
        Object t = tableLike(args, 1, Meta.INDEX, Meta.NEWINDEX, Meta.LEN);
        LuaVm vm = args.vm();
        long length = length(args, t);
        long position = args.integer(2, length);
        if (vm.is51) {
            if (position < 1 || position > length) {
                return Args.none();
            }
        } else if (position != length && (position < 1 || position - 1 > length)) {
            throw args.argumentError(1, "position out of bounds");
        }
        if (isArray(vm, t, length) && position >= 1 && position <= length) {
            vm.charge(1 + (length - position >> 4));
            return ((LuaTable) t).removeAt((int) position);
        }
        Object removed = get(args, t, position);
        for (long i = position; i < length; i++) {
            vm.charge(1);
            set(args, t, i, get(args, t, i + 1));
        }
        set(args, t, Math.max(position, length), null);
        return removed;
    }

    private static Object move(Args args) {
        long first = args.integer(2);
        long last = args.integer(3);
        long target = args.integer(4);
        Object from = tableLike(args, 1, Meta.INDEX);
        int destination = args.isNil(5) ? 1 : 5;
        Object to = tableLike(args, destination, Meta.NEWINDEX);
        if (last < first) {
            return to;
        }
        if (!(first > 0 || last < Long.MAX_VALUE + first)) {
            throw args.argumentError(3, "too many elements to move");
        }
        long count = last - first + 1;
        if (target > Long.MAX_VALUE - count + 1) {
            throw args.argumentError(4, "destination wrap around");
        }
        LuaVm vm = args.vm();
        if (target > last || target <= first || destination == 5 && !Comparison.rawEq(from, to)) {
            for (long i = 0; i < count; i++) {
                vm.charge(1);
                set(args, to, target + i, get(args, from, first + i));
            }
        } else {
            for (long i = count - 1; i >= 0; i--) {
                vm.charge(1);
                set(args, to, target + i, get(args, from, first + i));
            }
        }
        return to;
    }

    // ---- pack and unpack

    private static Object pack(Args args) {
        LuaVm vm = args.vm();
        int count = args.count();
        LuaTable t = vm.newTable(count, 1);
        vm.charge(count >> 2);
        for (int i = 1; i <= count; i++) {
            t.putInt(i, args.get(i));
        }
        t.put("n", (long) count);
        return t;
    }

    static Object unpack(Args args) {
        Object t = args.vm().is51 ? args.table(1) : args.get(1);
        long first = args.integer(2, 1);
        long last = args.isNil(3) ? length(args, t) : args.integer(3);
        if (first > last) {
            return Args.none();
        }
        long count = last - first + 1;
        if (count <= 0 || count > Library.MAX_RESULTS) {
            throw args.error("too many results to unpack");
        }
        args.vm().alloc(count * 4);
        args.vm().charge(count >> 2);
        Object[] values = new Object[(int) count];
        for (int i = 0; i < count; i++) {
            values[i] = get(args, t, first + i);
        }
        return Args.values(values);
    }

    // ---- concat

    private static Object concat(Args args) {
        LuaVm vm = args.vm();
        if (vm.is51) {
            args.string(2, LuaString.EMPTY); // read first, as the reference does
        }
        Object t = tableLike(args, 1, Meta.INDEX, Meta.LEN);
        byte[] separator = args.string(2, LuaString.EMPTY).bytes;
        long first = args.integer(3, 1);
        long last = args.isNil(4) ? length(args, t) : args.integer(4);
        if (first > last) {
            return LuaString.EMPTY;
        }
        long guess = Math.min(1 << 16, (last - first) * (8L + separator.length) + 16);
        var out = new ByteBuilder(Library.meter(vm), (int) Math.max(16, guess));
        for (long i = first; ; i++) {
            vm.charge(1);
            Object v = get(args, t, i);
            if (!(v instanceof LuaString || v instanceof Number)) {
                throw new TextError(
                        "invalid value ("
                                + Ops.typeNameOf(v, vm)
                                + ") at index "
                                + i
                                + " in table for 'concat'");
            }
            out.add(Ops.tostr(v, vm).bytes);
            if (i == last) {
                return new LuaString(out.toBytes());
            }
            out.add(separator);
        }
    }

    // ---- names of 5.1

    private static Object forEach(Args args) {
        LuaTable t = args.table(1);
        LuaFunction f = args.function(2);
        LuaVm vm = args.vm();
        Object key = null;
        while (true) {
            int cursor = t.next(key);
            if (cursor == -2) {
                throw args.error("invalid key to 'next'");
            }
            if (cursor < 0) {
                return Args.none();
            }
            key = t.cursorKey(cursor);
            Object r = Ops.first(Ops.call(vm, f, key, t.cursorValue(cursor)));
            if (r != null) {
                return r;
            }
        }
    }

    private static Object forEachIndex(Args args) {
        LuaTable t = args.table(1);
        LuaFunction f = args.function(2);
        long length = t.length();
        for (long i = 1; i <= length; i++) {
            Object r = Ops.first(Ops.call(args.vm(), f, i, t.getInt(i)));
            if (r != null) {
                return r;
            }
        }
        return Args.none();
    }

    private static Object maxKey(Args args) {
        LuaTable t = args.table(1);
        double most = 0;
        int cursor = t.advance(0);
        while (cursor >= 0) {
            args.vm().charge(1);
            if (t.cursorKey(cursor) instanceof Number n) {
                most = Math.max(most, n.doubleValue());
            }
            cursor = t.advance(cursor + 1);
        }
        return most;
    }
}
