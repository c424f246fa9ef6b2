package io.kaosnet.lua.vm;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/// Owned by its VM's thread. The entries of a table whose metatable has a `__mode`: keys, values or
/// both are held weakly if they are tables, functions or coroutines.
///
/// A value with a weak key that is a table is kept in that key (see [Attached]), so that it may
/// refer to the key without keeping it: an ephemeron. With a function or a coroutine as the key
/// the value is held strongly. An entry goes when the JVM has collected its key or its value.
final class WeakEntries {
    static final int KEYS = 1;
    static final int VALUES = 2;

    /// What an entry costs in a memory budget beside its place: references are objects too.
    private static final int ENTRY_BYTES = 64;

    /// In the place of a value that is in its key.
    private static final Object IN_KEY = new Object();

    private final LuaVm vm;
    final int mode;

    /// Keys at even, values at odd positions; the length is a power of two.
    private Object[] nodes = new Object[8];

    private int used;

    /// The entry found last by [#advance]: held until it was read.
    private Object key;

    private Object value;

    WeakEntries(LuaVm vm, int mode) {
        this.vm = vm;
        this.mode = mode;
    }

    /// The mode a metatable asks for; 0 for none.
    static int mode(LuaTable meta) {
        if (meta == null || !(Meta.find(meta, Meta.MODE) instanceof LuaString s)) {
            return 0;
        }
        int mode = 0;
        for (int i = 0; i < Math.min(s.length(), 8); i++) {
            mode |= s.at(i) == 'k' ? KEYS : s.at(i) == 'v' ? VALUES : 0;
        }
        return mode;
    }

    /// A key that does not keep its object; its hash outlives it.
    private static final class WeakKey extends WeakReference<Object> {
        final int hash;

        WeakKey(Object key, int hash) {
            super(key);
            this.hash = hash;
        }
    }

    /// What a table carries as the key of entries in weak tables.
    static final class Attached {
        private final List<Value> values = new ArrayList<>(2);
        private int purgeAt = 4;

        private static final class Value extends WeakReference<WeakEntries> {
            Object value;

            Value(WeakEntries owner, Object value) {
                super(owner);
                this.value = value;
            }
        }

        private Value find(WeakEntries owner) {
            owner.vm.charge(values.size() >> 3);
            for (Value v : values) {
                if (v.refersTo(owner)) {
                    return v;
                }
            }
            return null;
        }

        private void put(WeakEntries owner, Object value) {
            Value known = find(owner);
            if (known != null) {
                known.value = value;
                return;
            }
            if (values.size() >= purgeAt) {
                values.removeIf(v -> v.refersTo(null));
                purgeAt = Math.max(4, values.size() * 2);
            }
            values.add(new Value(owner, value));
        }

        private void remove(WeakEntries owner) {
            values.removeIf(v -> v.refersTo(owner));
        }
    }

    private static boolean isCollectable(Object v) {
        return v instanceof LuaTable || v instanceof LuaFunction || v instanceof LuaCoroutine;
    }

    // ---- reading

    Object get(Object key) {
        int i = find(key);
        return i < 0 ? null : valueAt(i, key);
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
            if (k instanceof WeakKey w
                    ? w.refersTo(key)
                    : k == key || TableKeys.sameKey(k, key, vm)) {
                return i;
            }
            i = i + 2 & mask;
        }
    }

    private static Object live(Object keyOrValue) {
        return keyOrValue instanceof WeakReference<?> r ? r.get() : keyOrValue;
    }

    private Object valueAt(int i, Object key) {
        Object v = nodes[i + 1];
        if (v != IN_KEY) {
            return live(v);
        }
        Attached attached = ((LuaTable) key).attached();
        Attached.Value inKey = attached == null ? null : attached.find(this);
        return inKey == null ? null : inKey.value;
    }

    // ---- writing

    void put(Object key, Object value) {
        int i = find(key);
        if (value == null) {
            if (i >= 0) {
                set(i, key, null);
            }
            return;
        }
        if (i < 0) {
            vm.alloc(ENTRY_BYTES);
            if ((used + 1) * 8 > nodes.length * 3) {
                rehash();
            }
            i = place(key);
        }
        set(i, key, value);
    }

    private int place(Object key) {
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
        boolean isWeak = (mode & KEYS) != 0 && isCollectable(key);
        n[i] = isWeak ? new WeakKey(key, TableKeys.startHash(key)) : key;
        used++;
        return i;
    }

    private void set(int i, Object key, Object value) {
        if (nodes[i + 1] == IN_KEY) {
            Attached attached = ((LuaTable) key).attached();
            if (attached != null) {
                attached.remove(this);
            }
        }
        if (value == null || !isCollectable(value)) {
            nodes[i + 1] = value;
        } else if ((mode & VALUES) != 0) {
            nodes[i + 1] = new WeakReference<>(value);
        } else if (key instanceof LuaTable t && nodes[i] instanceof WeakKey) {
            t.attach().put(this, value);
            nodes[i + 1] = IN_KEY;
        } else {
            nodes[i + 1] = value;
        }
    }

    private boolean isLive(int i) {
        Object v = nodes[i + 1];
        return v != null
                && !(v instanceof WeakReference<?> r && r.refersTo(null))
                && !(nodes[i] instanceof WeakKey w && w.refersTo(null));
    }

    /// Makes room, without what was collected or removed.
    private void rehash() {
        Object[] old = nodes;
        int live = 0;
        for (int i = 0; i < old.length; i += 2) {
            live += isLive(i) ? 1 : 0;
        }
        int size = 4;
        while (size * 3 < (live + 1) * 5) {
            size <<= 1;
        }
        vm.alloc(size * 8L);
        vm.charge(old.length >> 3);
        Object[] fresh = new Object[size * 2];
        int mask = fresh.length - 2;
        used = 0;
        for (int i = 0; i < old.length; i += 2) {
            Object k = old[i];
            if (k != null && isLive(i)) {
                int j = (k instanceof WeakKey w ? w.hash : TableKeys.startHash(k)) << 1 & mask;
                while (fresh[j] != null) {
                    j = j + 2 & mask;
                }
                fresh[j] = k;
                fresh[j + 1] = old[i + 1];
                used++;
            }
        }
        nodes = fresh;
    }

    // ---- traversal and length

    /// The cursor after `key`; -2 if it is unknown.
    int cursorAfter(Object key) {
        int i = find(key);
        return i < 0 ? -2 : i / 2 + 1;
    }

    /// The first cursor at or after `from` whose entry is alive, or -1.
    int advance(int from) {
        for (int i = from * 2; i < nodes.length; i += 2) {
            Object k = live(nodes[i]);
            Object v = k == null ? null : valueAt(i, k);
            if (v != null) {
                key = k;
                value = v;
                return i / 2;
            }
        }
        key = null;
        value = null;
        return -1;
    }

    /// One more than the last cursor there can be.
    int cursors() {
        return nodes.length >> 1;
    }

    /// The key that [#advance] found; to be read before the value.
    Object cursorKey() {
        Object k = key;
        key = null;
        return k;
    }

    Object cursorValue() {
        Object v = value;
        value = null;
        return v;
    }

    /// A border, found as in the hash part of the reference: by doubling, then by halves.
    long border() {
        long low = 0;
        long high = 1;
        while (get(high) != null) {
            vm.charge(1);
            low = high;
            high *= 2;
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (get(middle) == null) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }
}
