package io.kaosnet.core.script;

import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.RuntimeContext;
import org.jspecify.annotations.Nullable;

/// In what a script's call happens. Owned by the virtual machine that runs the script.
public interface ScriptCall {
    /// The context of the running function.
    RuntimeContext context();

    /// The match whose callback runs, or null.
    @Nullable MatchContext match();

    /// Where functions are registered while modules load; null at any other time.
    @Nullable Registrar registrar();

    /// Says that the call is about to wait.
    default void beforeBlocking() {
        MatchContext match = match();
        if (match != null) {
            match.beforeBlocking();
        }
    }

    /// Says that the call has waited, or run what has a budget of its own, which its time budget
    /// excuses.
    default void afterWaiting(long waitedNs) {}

    /// Takes the functions that a module registers.
    interface Registrar {
        /// What a function is registered as.
        enum Kind {
            RPC,
            BEFORE,
            AFTER,
            MATCHMAKER_MATCHED,
            MATCHMAKER_OVERRIDE,
            MATCHMAKER_PROCESSOR,
            TOURNAMENT_END,
            TOURNAMENT_RESET,
            LEADERBOARD_RESET,
            STORAGE_INDEX_FILTER,
            SHUTDOWN,
            EVENT,
            SESSION_START,
            SESSION_END,
            RUN_ONCE
        }

        /// @param id of the RPC, or of what is hooked; empty for kinds that have none
        void register(Kind kind, String id, ScriptCallback function);

        /// Registers a match handler from a table of callbacks.
        void registerMatch(String name, java.util.Map<Object, @Nullable Object> callbacks);
    }
}
