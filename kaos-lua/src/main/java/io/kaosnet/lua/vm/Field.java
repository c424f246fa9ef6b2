package io.kaosnet.lua.vm;

/// Safe from any thread. A constant key of compiled code and where in a table's nodes it was last
/// found.
///
/// A record, since the JIT takes the components of a constant record for constants too. The hint is
/// shared by all VMs without synchronization: a wrong one costs a search, never a wrong answer.
public record Field(LuaString key, Hint hint) {
    /// Code that sees tables of many layouts stops moving its hint, so that cores do not fight
    /// over it.
    private static final int MAX_MOVES = 256;

    /// Of an interned key.
    Field(LuaString key) {
        this(key, new Hint());
    }

    /// Each has a hint of its own, so each is a constant of its own.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /// Owned by no thread; see [Field].
    static final class Hint {
        int at;
        private int moves;
    }

    /// Notes that the key is at `index` in a table's nodes.
    void found(int index) {
        if (hint.moves < MAX_MOVES && hint.at != index) {
            hint.moves++;
            hint.at = index;
        }
    }
}
