package io.kaosnet.core.match;

/// Sees what match lanes do, for metrics. Called on the lanes and on sessions' lanes; never
/// blocks.
public interface MatchObserver {
    /// What was lost, and why.
    enum Loss {
        INPUT_QUEUE_FULL,
        JOIN_QUEUE_FULL,
        SIGNAL_QUEUE_FULL,
        REPLAY_QUEUE_FULL,
        /// Ticks left out because the match was too far behind.
        TICKS_SKIPPED
    }

    /// @param latenessNs how long after its due time the tick started
    void onTick(long durationNs, long latenessNs);

    void onLoss(Loss loss, int count);

    /// A callback failed.
    void onError(String handlerName, String callback);

    /// A match had to be moved to a thread of its own because it waits inside its callbacks.
    void onMoved(String handlerName);

    MatchObserver NONE =
            new MatchObserver() {
                @Override
                public void onTick(long durationNs, long latenessNs) {}

                @Override
                public void onLoss(Loss loss, int count) {}

                @Override
                public void onError(String handlerName, String callback) {}

                @Override
                public void onMoved(String handlerName) {}
            };
}
