package io.kaosnet.lua.vm;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;

/// Owned by its VM's thread. A Lua table: a dense array part from 1 and an open-addressed hash
/// part.
///
/// The methods here are raw: they know no metatables. A removed key stays as a tombstone until the
/// next rehash, so that a traversal may clear fields.
public final class LuaTable {
    /// One empty node, so that looking for a key needs no check for there being none.
    private static final Object[] NO_NODES = new Object[2];

    static final int TABLE_BYTES = 56;

    final LuaVm vm;
    LuaTable meta;

    /// Bits of the metamethods known to be absent when this is a metatable; see [Meta].
    int absent;

    /// null but for tables that are weak, that are keys of weak tables, or not yet filled.
    Rare rare;

    /// Entries without a value that a traversal passes over for nothing.
    private static final int FREE_GAP = 16;

    Object[] array = Ops.NONE;

    /// Elements in use in `array`; `count == 0 || array[count - 1] != null`.
    int count;

    /// Keys at even, values at odd positions; the length is a power of two.
    Object[] nodes = NO_NODES;

    int usedNodes;

    LuaTable(LuaVm vm) {
        this.vm = vm;
        vm.alloc(TABLE_BYTES);
    }

    LuaTable(LuaVm vm, int arrayCapacity, int hashCapacity) {
        this.vm = vm;
        vm.alloc(TABLE_BYTES + arrayCapacity * 4L + hashCapacity * 16L);
        if (arrayCapacity > 0) {
            array = new Object[arrayCapacity];
        }
        if (hashCapacity > 0) {
            nodes = new Object[TableKeys.nodesFor(hashCapacity)];
        }
    }

    /// Of a constructor with constant keys, whose values follow by [Ops#init].
    LuaTable(LuaVm vm, int arrayCapacity, Shape shape) {
        this.vm = vm;
        vm.alloc(TABLE_BYTES + arrayCapacity * 4L + shape.nodes.length * 8L);
        if (arrayCapacity > 0) {
            array = new Object[arrayCapacity];
        }
        nodes = shape.nodes.clone();
        usedNodes = shape.keys;
    }

    /// Of values at 1, 2...; the array is handed over.
    LuaTable(LuaVm vm, Object[] values, int hashCapacity) {
        this(vm, 0, hashCapacity);
        vm.alloc(values.length * 4L);
        array = values;
        count = values.length;
        shrink();
    }

    /// Filled from `contents` when somebody first looks into it.
    LuaTable(LuaVm vm, Supplier<? extends Map<?, ?>> contents) {
        this(vm);
        rare().contents = contents;
    }

    // ---- reading

    /// The value at `key`, or null.
    public Object get(Object key) {
        if (key instanceof LuaString s) {
            return getStr(s);
        }
        if (key instanceof Long l) {
            return getInt(l);
        }
        if (key instanceof Double d) {
            long l = (long) (double) d;
            if (l == d && l != Long.MAX_VALUE) {
                return getInt(l);
            }
        }
        return key == null ? null : getHash(key);
    }

    public Object get(String key) {
        return getStr(LuaString.constant(key));
    }

    Object getStr(LuaString key) {
        Object[] n = nodes;
        int mask = n.length - 2;
        int i = key.hashCode() << 1 & mask;
        while (true) {
            Object k = n[i];
            if (k == key) {
                return n[i + 1];
            }
            if (k == null) {
                return rare == null ? null : rare.get(this, key);
            }
            if (k instanceof LuaString s && s.equals(key, vm)) {
                return n[i + 1];
            }
            i = i + 2 & mask;
        }
    }

    /// The value at an integer key, or null.
    public Object getInt(long key) {
        long i = key - 1;
        if (i >= 0 && i < count) {
            return array[(int) i];
        }
        return nodes == NO_NODES && rare == null ? null : getHash(key);
    }

    /// The value of a field; remembers where it was found.
    Object getField(Field field) {
        int i = findStr(field.key());
        if (i < 0) {
            return rare == null ? null : rare.get(this, field.key());
        }
        field.found(i);
        return nodes[i + 1];
    }

    /// Sets a field; remembers where it was found.
    void putField(Field field, Object value) {
        int i = findStr(field.key());
        if (i < 0) {
            insert(field.key(), value);
            return;
        }
        field.found(i);
        if (nodes[i + 1] == null) {
            absent = 0;
        }
        nodes[i + 1] = value;
    }

    private int findStr(LuaString key) {
        Object[] n = nodes;
        int mask = n.length - 2;
        int i = key.hashCode() << 1 & mask;
        while (true) {
            Object k = n[i];
            if (k == key) {
                return i;
            }
            if (k == null) {
                return -1;
            }
            if (k instanceof LuaString s && s.equals(key, vm)) {
                return i;
            }
            i = i + 2 & mask;
        }
    }

    private Object getHash(Object key) {
        int i = find(key);
        if (i < 0) {
            return rare == null ? null : rare.get(this, key);
        }
        return nodes[i + 1];
    }

    private int find(Object key) {
        Object[] n = nodes;
        int mask = n.length - 2;
        int i = TableKeys.start(key, mask);
        while (true) {
            Object k = n[i];
            if (k == null) {
                return -1;
            }
            if (k == key || TableKeys.sameKey(k, key, vm)) {
                return i;
            }
            i = i + 2 & mask;
        }
    }

    // ---- writing

    /// Sets `key`; null as value removes it. Nil and NaN keys are a [LuaError].
    public void put(Object key, Object value) {
        if (key instanceof LuaString s) {
            putStr(s, value);
        } else if (key instanceof Long l) {
            putInt(l, value);
        } else if (key instanceof Double d) {
            long l = (long) (double) d;
            if (l == d && l != Long.MAX_VALUE) {
                putInt(l, value);
            } else if (Double.isNaN(d)) {
                throw Trace.runtimeError(vm, "table index is NaN");
            } else {
                putHash(key, value);
            }
        } else if (key == null) {
            throw Trace.runtimeError(vm, "table index is nil");
        } else {
            putHash(key, value);
        }
    }

    /// Sets a field; `value` is converted as by [LuaVm#toLua].
    public LuaTable put(String key, Object value) {
        putStr(LuaString.constant(key), vm.toLua(value));
        return this;
    }

    void putStr(LuaString key, Object value) {
        Object[] n = nodes;
        int mask = n.length - 2;
        int i = key.hashCode() << 1 & mask;
        while (true) {
            Object k = n[i];
            if (k == key || k instanceof LuaString s && s.equals(key, vm)) {
                if (n[i + 1] == null) {
                    absent = 0;
                }
                n[i + 1] = value;
                return;
            }
            if (k == null) {
                insert(key, value);
                return;
            }
            i = i + 2 & mask;
        }
    }

    /// Sets an integer key.
    public void putInt(long key, Object value) {
        long i = key - 1;
        int n = count;
        if (i >= 0 && i < n) {
            array[(int) i] = value;
            if (value == null && i == n - 1) {
                shrink();
            }
        } else if (i == n && value != null) {
            append(value);
        } else {
            putHash(key, value);
        }
    }

    private void shrink() {
        int n = count;
        while (n > 0 && array[n - 1] == null) {
            n--;
        }
        count = n;
    }

    private void append(Object value) {
        int n = count;
        if (n == array.length) {
            if (rare != null && rare.put(this, n + 1L, value)) {
                return;
            }
            int size = Math.max(4, n * 2);
            vm.alloc((size - n) * 8L);
            array = Arrays.copyOf(array, size);
        }
        array[n] = value;
        count = n + 1;
        if (usedNodes > 0) {
            adopt(n + 1);
        }
    }

    /// Moves what follows the array part out of the hash part; `appended` may itself be there.
    private void adopt(int appended) {
        int old = find((long) appended);
        if (old >= 0) {
            nodes[old + 1] = null;
        }
        while (true) {
            int i = find(count + 1L);
            if (i < 0 || nodes[i + 1] == null) {
                return;
            }
            Object value = nodes[i + 1];
            nodes[i + 1] = null;
            if (count == array.length) {
                vm.alloc(count * 8L);
                array = Arrays.copyOf(array, Math.max(4, count * 2));
            }
            array[count++] = value;
        }
    }

    private void putHash(Object key, Object value) {
        int i = find(key);
        if (i >= 0) {
            if (nodes[i + 1] == null) {
                absent = 0;
            }
            nodes[i + 1] = value;
        } else {
            insert(key, value);
        }
    }

    private void insert(Object key, Object value) {
        if (rare != null && rare.put(this, key, value)) {
            return;
        }
        if (value == null) {
            return;
        }
        absent = 0;
        if ((usedNodes + 1) * 8 > nodes.length * 3) {
            rehash();
        }
        place(key, value);
    }

    private void place(Object key, Object value) {
        Object[] n = nodes;
        int mask = n.length - 2;
        int i = TableKeys.start(key, mask);
        int probes = 0;
        while (n[i] != null) {
            i = i + 2 & mask;
            if (++probes > 64) {
                vm.charge(1);
            }
        }
        n[i] = key;
        n[i + 1] = value;
        usedNodes++;
    }

    private void rehash() {
        Object[] old = nodes;
        int live = 0;
        for (int i = 1; i < old.length; i += 2) {
            if (old[i] != null) {
                live++;
            }
        }
        int size = 4;
        while (size * 3 < (live + 1) * 5) {
            size <<= 1;
        }
        vm.alloc(size * 8L);
        vm.charge(old.length >> 5);
        nodes = new Object[size * 2];
        usedNodes = 0;
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != null) {
                place(old[i], old[i + 1]);
            }
        }
    }

    // ---- length and traversal

    /// How many keys have a value.
    public int size() {
        int n = 0;
        if (isWeak()) {
            for (int c = advance(0); c >= 0; c = advance(c + 1)) {
                n++;
            }
            return n;
        }
        for (int i = 0; i < count; i++) {
            if (array[i] != null) {
                n++;
            }
        }
        for (int i = 1; i < nodes.length; i += 2) {
            if (nodes[i] != null) {
                n++;
            }
        }
        return n;
    }

    /// A border: the `#` of this table without metamethods.
    public long length() {
        return isWeak() ? rare.entries.border() : count;
    }

    /// The cursor after `key` for [#cursorKey]; -1 at the end, -2 if the key is unknown.
    int next(Object key) {
        int from = 0;
        if (key != null) {
            from = cursorOf(key);
            if (from == -2) {
                return -2;
            }
        }
        return paidAdvance(from);
    }

    /// As [#advance] for scripts, which pay for the entries passed over.
    int paidAdvance(int from) {
        int to = advance(from);
        int passed = (to < 0 ? cursors() : to) - from;
        if (passed > FREE_GAP) {
            vm.charge(passed >> 3);
        }
        return to;
    }

    private int cursors() {
        return isWeak() ? rare.entries.cursors() : array.length + (nodes.length >> 1);
    }

    /// The first cursor at or after `from` that holds a value, or -1.
    int advance(int from) {
        if (isWeak()) {
            return rare.entries.advance(from);
        }
        int arrays = array.length;
        int i = from;
        while (i < count) {
            if (array[i] != null) {
                return i;
            }
            i++;
        }
        if (i < arrays) {
            i = arrays;
        }
        int node = (i - arrays) * 2;
        Object[] n = nodes;
        while (node < n.length) {
            if (n[node + 1] != null) {
                return arrays + node / 2;
            }
            node += 2;
        }
        return -1;
    }

    private int cursorOf(Object key) {
        Object k = key;
        if (k instanceof Double d && (long) (double) d == d) {
            k = (long) (double) d;
        }
        if (k instanceof Long l && l >= 1 && l <= array.length && l - 1 < Math.max(count, l)) {
            if (l <= count || find(l) < 0) {
                return (int) (long) l;
            }
        }
        if (isWeak()) {
            return rare.entries.cursorAfter(k);
        }
        int i = find(k);
        return i < 0 ? -2 : array.length + i / 2 + 1;
    }

    /// The key at a cursor that [#advance] gave; to be read before the value.
    Object cursorKey(int cursor) {
        if (isWeak()) {
            return rare.entries.cursorKey();
        }
        return cursor < array.length ? (Object) (cursor + 1L) : nodes[(cursor - array.length) * 2];
    }

    Object cursorValue(int cursor) {
        if (isWeak()) {
            return rare.entries.cursorValue();
        }
        return cursor < array.length ? array[cursor] : nodes[(cursor - array.length) * 2 + 1];
    }

    void insertAt(int position, Object value) {
        Object last = count == 0 ? null : array[count - 1];
        append(last == null ? value : last);
        System.arraycopy(array, position - 1, array, position, count - 1 - position);
        array[position - 1] = value;
    }

    Object removeAt(int position) {
        Object old = array[position - 1];
        System.arraycopy(array, position, array, position - 1, count - position);
        array[--count] = null;
        shrink();
        return old;
    }

    /// Hands over every entry in traversal order; the step must not change the table.
    public void forEach(java.util.function.BiConsumer<Object, Object> step) {
        for (int c = advance(0); c >= 0; c = advance(c + 1)) {
            step.accept(cursorKey(c), cursorValue(c));
        }
    }

    /// The metatable, or null.
    public LuaTable metatable() {
        return meta;
    }

    public void setMetatable(LuaTable table) {
        meta = table;
        followMode();
    }

    // ---- weak, or not yet filled

    private boolean isWeak() {
        return rare != null && rare.isWeak(this);
    }

    Rare rare() {
        if (rare == null) {
            vm.alloc(24);
            rare = new Rare();
        }
        return rare;
    }

    /// Makes the table as weak as its metatable's `__mode` says now.
    void followMode() {
        int mode = WeakEntries.mode(meta);
        if (mode != (isWeak() ? rare.entries.mode : 0)) {
            rare().turn(this, mode);
        }
    }

    /// What this table carries as a key of weak tables, or null.
    WeakEntries.Attached attached() {
        return rare == null ? null : rare.attached;
    }

    /// As [#attached], made if need be.
    WeakEntries.Attached attach() {
        return rare().attach();
    }

    @Override
    public String toString() {
        return "table: 0x" + String.format("%08x", System.identityHashCode(this));
    }
}
