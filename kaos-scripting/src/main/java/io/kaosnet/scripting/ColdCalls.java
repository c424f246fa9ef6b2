package io.kaosnet.scripting;

import io.kaosnet.lua.vm.LuaLimits;
import java.util.concurrent.atomic.AtomicInteger;

/// The first calls of a hook or of a handler's matches, which run code that the JVM has not
/// compiled yet. They have more time. Counted for all machines together, so that new ones bring no
/// new time. Safe from any thread.
final class ColdCalls {
    private static final int CALLS = 200;
    private static final int FACTOR = 4;

    private final AtomicInteger left = new AtomicInteger(CALLS);

    /// What the next call may take.
    LuaLimits limits(LuaLimits warm) {
        boolean isCold = left.get() > 0 && left.getAndDecrement() > 0;
        return isCold ? warm.withTimeMs(FACTOR * warm.timeMs()) : warm;
    }

    /// A call was ended, and it was not for want of compiling.
    void end() {
        left.set(0);
    }
}
