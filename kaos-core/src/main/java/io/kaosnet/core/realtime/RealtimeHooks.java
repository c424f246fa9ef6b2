package io.kaosnet.core.realtime;

import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Envelope.MessageCase;
import org.jspecify.annotations.Nullable;

/// What runs before and after realtime requests. Safe from any thread. Implemented by the
/// game-logic runtime; [#NONE] when there is none.
public interface RealtimeHooks {
    @Nullable Before before(MessageCase message);

    @Nullable After after(MessageCase message);

    /// Whether there is any hook for the message, so that it has to leave the lane.
    default boolean has(MessageCase message) {
        return before(message) != null || after(message) != null;
    }

    /// Runs before a request, on a virtual thread.
    @FunctionalInterface
    interface Before {
        /// The envelope to go on with, or null to refuse it.
        ///
        /// @throws RealtimeException to refuse it with a code
        @Nullable Envelope run(Session session, Envelope request);
    }

    /// Runs after a request that succeeded, before its answer leaves.
    @FunctionalInterface
    interface After {
        void run(Session session, @Nullable Envelope reply, Envelope request);
    }

    RealtimeHooks NONE =
            new RealtimeHooks() {
                @Override
                public @Nullable Before before(MessageCase message) {
                    return null;
                }

                @Override
                public @Nullable After after(MessageCase message) {
                    return null;
                }
            };
}
