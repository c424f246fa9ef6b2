package io.kaosnet.lua.vm;

/// Owned by its VM's thread. What a generic `for` steps over: for compiled code.
public abstract class Iter {
    public Object k;
    public Object v;
    Object closing;

    /// Steps; false at the end.
    public abstract boolean next();

    /// The `index`-th result of the last step, from 0.
    public Object more(int index) {
        return null;
    }

    /// Closes the loop's fourth value at its normal end.
    public final void close(LuaFunction self) {
        if (closing != null) {
            Closables.close(closing, self);
        }
    }

    /// Closes it because of an error; what to throw on.
    public final LuaError closeOn(LuaError error, int depth, LuaFunction self) {
        return closing == null ? error : Closables.closeOn(error, closing, depth, self);
    }

    static final class Pairs extends Iter {
        private final LuaTable table;
        private int cursor;
        private Object[] array;
        private Object[] nodes;

        Pairs(LuaTable table) {
            this.table = table;
            this.array = table.array;
            this.nodes = table.nodes;
        }

        @Override
        public boolean next() {
            LuaTable t = table;
            if (t.array != array || t.nodes != nodes) {
                cursor = t.next(k) < 0 ? Integer.MAX_VALUE : t.next(k);
                array = t.array;
                nodes = t.nodes;
            }
            int c = cursor == Integer.MAX_VALUE ? -1 : t.paidAdvance(cursor);
            if (c < 0) {
                return false;
            }
            cursor = c + 1;
            k = t.cursorKey(c);
            v = t.cursorValue(c);
            return true;
        }
    }

    static final class Ipairs extends Iter {
        private final Object table;
        private final LuaVm vm;
        private long i;

        Ipairs(Object table, LuaVm vm) {
            this.table = table;
            this.vm = vm;
        }

        @Override
        public boolean next() {
            long n = ++i;
            Object x;
            if (table instanceof LuaTable t) {
                x = t.getInt(n);
                if (x == null && t.meta != null && !vm.is51) {
                    x = Indexing.index(t, (Object) n, vm);
                }
            } else {
                x = Indexing.index(table, (Object) n, vm);
            }
            k = n;
            v = x;
            return x != null;
        }
    }

    static final class Calls extends Iter {
        private final LuaFunction function;
        private final Object state;
        private Object control;
        private Object[] results = Ops.NONE;

        Calls(LuaFunction function, Object state, Object control) {
            this.function = function;
            this.state = state;
            this.control = control;
        }

        @Override
        public boolean next() {
            Object r = Ops.resolve(function.call2(state, control));
            if (r instanceof Object[] a) {
                results = a;
                k = a.length > 0 ? a[0] : null;
                v = a.length > 1 ? a[1] : null;
            } else {
                results = Ops.NONE;
                k = r;
                v = null;
            }
            control = k;
            return k != null;
        }

        @Override
        public Object more(int index) {
            return index < results.length ? results[index] : null;
        }
    }
}
