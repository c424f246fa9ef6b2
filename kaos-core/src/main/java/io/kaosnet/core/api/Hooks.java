package io.kaosnet.core.api;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// What runs before and after calls. Safe from any thread. Implemented by the game-logic runtime;
/// [#NONE] when there is none.
public interface Hooks {
    /// The hook before the named call, or null. Looked up for every call: must be a plain map
    /// read.
    @Nullable Before before(String name);

    /// The hook after the named call, or null.
    @Nullable After after(String name);

    /// Runs the hook before the named call, if there is one.
    ///
    /// @return the request to go on with; null when the hook refuses the call
    default @Nullable Message admit(String name, Caller caller, Message request) {
        Before before = before(name);
        return before == null ? request : before.run(caller, request);
    }

    /// Runs the hook after the named call, if there is one.
    default void tell(String name, Caller caller, Message response, Message request) {
        After after = after(name);
        if (after == null) {
            return;
        }
        try {
            after.run(caller, response, request);
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Hooks.class).warn("after hook of {} failed", name, e);
        }
    }

    /// Runs before a call, on a virtual thread.
    @FunctionalInterface
    interface Before {
        /// The request to go on with, or null to refuse the call with `NOT_FOUND`.
        ///
        /// @throws ApiException to refuse it with another code
        @Nullable Message run(Caller caller, Message request);
    }

    /// Runs after a call that succeeded, before its answer leaves. What it throws is logged.
    @FunctionalInterface
    interface After {
        void run(Caller caller, Message response, Message request);
    }

    Hooks NONE =
            new Hooks() {
                @Override
                public @Nullable Before before(String name) {
                    return null;
                }

                @Override
                public @Nullable After after(String name) {
                    return null;
                }
            };
}
