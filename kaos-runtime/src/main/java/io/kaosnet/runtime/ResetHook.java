package io.kaosnet.runtime;

/// Told of a leaderboard that was reset, or of a tournament that ended or was reset. May block.
@FunctionalInterface
public interface ResetHook {
    /// @param id of the leaderboard or tournament
    /// @param endSec end of the period, seconds since 1970; 0 for a leaderboard
    /// @param resetSec the reset, seconds since 1970
    void run(RuntimeContext context, String id, long endSec, long resetSec);
}
