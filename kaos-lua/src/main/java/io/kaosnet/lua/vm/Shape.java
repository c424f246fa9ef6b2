package io.kaosnet.lua.vm;

import java.util.List;

/// Immutable. The hash part of the tables that one constructor makes: its constant keys in their
/// places, to be copied and filled with values.
public final class Shape {
    final Object[] nodes;
    final int keys;

    private Shape(Object[] nodes, int keys) {
        this.nodes = nodes;
        this.keys = keys;
    }

    /// Of distinct interned keys.
    static Shape of(List<LuaString> keys) {
        Object[] nodes = new Object[TableKeys.nodesFor(keys.size())];
        for (LuaString key : keys) {
            nodes[place(nodes, key)] = key;
        }
        return new Shape(nodes, keys.size());
    }

    private static int place(Object[] nodes, LuaString key) {
        int mask = nodes.length - 2;
        int i = key.hashCode() << 1 & mask;
        while (nodes[i] != null) {
            i = i + 2 & mask;
        }
        return i;
    }

    /// Where the value of `key` goes.
    int valueIndex(LuaString key) {
        int mask = nodes.length - 2;
        int i = key.hashCode() << 1 & mask;
        while (nodes[i] != key) {
            i = i + 2 & mask;
        }
        return i + 1;
    }
}
