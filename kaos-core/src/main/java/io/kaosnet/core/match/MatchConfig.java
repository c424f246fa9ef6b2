package io.kaosnet.core.match;

/// Rules of matches. Immutable.
///
/// @param singleMatch whether joining a match leaves the others (`session.single_match`)
/// @param inputQueueCapacity messages that wait for a match's next tick; full: the newest is
/// dropped
/// @param joinAttemptQueueCapacity joins that wait for a match; full: the join is refused
/// @param signalQueueCapacity signals that wait for a match; full: the caller is told it is busy
/// @param deferredQueueCapacity deferred broadcasts of one callback; full: an error to the handler
/// @param maxEmptySec an empty match ends after this long; 0 for never
/// @param maxErrorsInRow a match whose callbacks fail this often in a row ends; 0 for never
/// @param replayCapacity reliable messages kept for a dropped player; full: the oldest is dropped
/// @param reconnectGraceMs how long dropped players' seats are held for handlers that ask for it
/// without saying how long
/// @param restoreGraceSec how long seats are held for players of a match that went on after a
///     restart
/// @param answerTimeoutMs how long a join or a signal waits for the match
/// @param laneCount threads that run matches
public record MatchConfig(
        boolean singleMatch,
        int inputQueueCapacity,
        int joinAttemptQueueCapacity,
        int signalQueueCapacity,
        int deferredQueueCapacity,
        int maxEmptySec,
        int maxErrorsInRow,
        int replayCapacity,
        int reconnectGraceMs,
        int restoreGraceSec,
        int answerTimeoutMs,
        int laneCount) {

    public static final MatchConfig DEFAULT =
            new MatchConfig(
                    false,
                    128,
                    128,
                    10,
                    128,
                    0,
                    100,
                    256,
                    10_000,
                    60,
                    10_000,
                    Math.max(1, Runtime.getRuntime().availableProcessors()));

    public MatchConfig {
        require("match.input_queue_size", inputQueueCapacity, 1, 1_000_000);
        require("match.join_attempt_queue_size", joinAttemptQueueCapacity, 1, 1_000_000);
        require("match.signal_queue_size", signalQueueCapacity, 1, 1_000_000);
        require("match.deferred_queue_size", deferredQueueCapacity, 1, 1_000_000);
        require("match.max_empty_sec", maxEmptySec, 0, 1_000_000);
        require("match.max_errors_in_row", maxErrorsInRow, 0, 1_000_000);
        require("match.replay_queue_size", replayCapacity, 1, 1_000_000);
        require("match.reconnect_grace_ms", reconnectGraceMs, 0, 3_600_000);
        require("match.restore_grace_sec", restoreGraceSec, 0, 86_400);
        require("match.answer_timeout_ms", answerTimeoutMs, 1, 600_000);
        require("match.lanes", laneCount, 1, 1024);
    }

    /// The defaults but for one rule.
    public MatchConfig(boolean singleMatch) {
        this(
                singleMatch,
                DEFAULT.inputQueueCapacity,
                DEFAULT.joinAttemptQueueCapacity,
                DEFAULT.signalQueueCapacity,
                DEFAULT.deferredQueueCapacity,
                DEFAULT.maxEmptySec,
                DEFAULT.maxErrorsInRow,
                DEFAULT.replayCapacity,
                DEFAULT.reconnectGraceMs,
                DEFAULT.restoreGraceSec,
                DEFAULT.answerTimeoutMs,
                DEFAULT.laneCount);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }
}
