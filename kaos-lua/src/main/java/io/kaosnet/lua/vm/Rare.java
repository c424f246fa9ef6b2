package io.kaosnet.lua.vm;

import java.util.Map;
import java.util.function.Supplier;

/// What few tables have, so apart from the table. Owned by its VM's thread.
///
/// The array and the nodes of a table that is weak or not yet filled stay empty, so that every
/// quick way misses.
final class Rare {
    /// What the table is to hold, until somebody looks.
    Supplier<? extends Map<?, ?>> contents;

    /// The entries, if the table is weak.
    WeakEntries entries;

    /// Values of entries in weak tables whose key the table is.
    WeakEntries.Attached attached;

    /// As `attached`, made if need be.
    WeakEntries.Attached attach() {
        if (attached == null) {
            attached = new WeakEntries.Attached();
        }
        return attached;
    }

    boolean isWeak(LuaTable table) {
        return !fill(table) && entries != null;
    }

    /// What the array and the nodes do not have.
    Object get(LuaTable table, Object key) {
        if (fill(table)) {
            return table.get(key);
        }
        return entries == null ? null : entries.get(key);
    }

    /// Sets what is not kept in the array or the nodes, or not yet; false if it is to go there.
    boolean put(LuaTable table, Object key, Object value) {
        if (fill(table)) {
            table.put(key, value);
            return true;
        }
        if (entries == null) {
            return false;
        }
        table.absent = 0;
        entries.put(key, value);
        return true;
    }

    /// Takes in the contents that were to come; false if there were none.
    private boolean fill(LuaTable table) {
        Supplier<? extends Map<?, ?>> coming = contents;
        if (coming == null) {
            return false;
        }
        contents = null;
        if (attached == null) {
            table.rare = null;
        }
        Conversions.fill(table, coming.get(), 0);
        return true;
    }

    /// Makes a filled table of another mode; 0 for one that is not weak.
    void turn(LuaTable table, int mode) {
        WeakEntries weak = mode == 0 ? null : new WeakEntries(table.vm, mode);
        LuaTable plain = new LuaTable(table.vm);
        table.vm.charge(table.count + (table.nodes.length >> 1));
        for (int c = table.advance(0); c >= 0; c = table.advance(c + 1)) {
            Object key = table.cursorKey(c);
            Object value = table.cursorValue(c);
            if (weak == null) {
                plain.put(key, value);
            } else {
                weak.put(key, value);
            }
        }
        table.array = plain.array;
        table.count = plain.count;
        table.nodes = plain.nodes;
        table.usedNodes = plain.usedNodes;
        entries = weak;
    }
}
