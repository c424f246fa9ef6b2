package io.kaosnet.core.module;

import io.kaosnet.runtime.RuntimeContext.Mode;

/// Sees calls of the game's own functions, for metrics. Safe from any thread, never blocks.
public interface ModuleObserver {
    /// @param id of the function, or of what it is a hook of
    /// @param failed whether it threw something other than a refusal
    void onCall(Mode mode, String id, long durationNs, boolean failed);

    /// A new set of modules is in use, or was refused.
    void onLoad(int version, boolean accepted);

    /// Events that found the queue full.
    void onEventDropped();

    ModuleObserver NONE =
            new ModuleObserver() {
                @Override
                public void onCall(Mode mode, String id, long durationNs, boolean failed) {}

                @Override
                public void onLoad(int version, boolean accepted) {}

                @Override
                public void onEventDropped() {}
            };
}
