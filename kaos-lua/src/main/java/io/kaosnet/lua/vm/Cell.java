package io.kaosnet.lua.vm;

/// Owned by its VM's thread. A variable that a closure shares and someone assigns again.
public final class Cell {
    public Object v;

    public Cell(Object v) {
        this.v = v;
    }
}
