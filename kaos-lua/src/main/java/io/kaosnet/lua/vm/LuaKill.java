package io.kaosnet.lua.vm;

/// Immutable. A VM overran a budget or was stopped. Nothing in a script can catch it, and its VM is
/// spent: every later call into it throws the same kill.
public final class LuaKill extends Error {
    /// Which budget was overrun.
    public enum Budget {
        FUEL,
        TIME,
        ALLOCATION,
        STOPPED
    }

    private final Budget budget;
    private final String traceback;

    LuaKill(Budget budget, String message, String traceback) {
        super(message, null, false, false);
        this.budget = budget;
        this.traceback = traceback;
    }

    public Budget budget() {
        return budget;
    }

    /// The script's stack at the kill, innermost first.
    public String traceback() {
        return traceback;
    }
}
