package io.kaosnet.lua.vm;

/// Where keys of tables belong, and which are the same. Pure functions, but for what comparing
/// strings costs the VM.
final class TableKeys {
    private TableKeys() {}

    /// How long the array of nodes is that holds so many keys.
    static int nodesFor(int keys) {
        int size = 4;
        while (size * 3 < keys * 4) {
            size <<= 1;
        }
        return size * 2;
    }

    /// Of a key that is no string.
    static int hash(Object key) {
        if (key instanceof Long l) {
            long h = l * 0x9E3779B97F4A7C15L;
            return (int) (h >>> 32);
        }
        return key.hashCode() * 0x9E3779B9 >>> 3;
    }

    static int startHash(Object key) {
        return key instanceof LuaString s ? s.hashCode() : hash(key);
    }

    /// The node at which the search for a key starts.
    static int start(Object key, int mask) {
        return startHash(key) << 1 & mask;
    }

    /// Of keys that are not the same object.
    static boolean sameKey(Object a, Object b, LuaVm vm) {
        if (a instanceof LuaString x) {
            return b instanceof LuaString y && x.equals(y, vm);
        }
        return (a instanceof Long || a instanceof Double) && a.equals(b);
    }
}
