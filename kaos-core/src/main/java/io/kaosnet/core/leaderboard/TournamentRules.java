package io.kaosnet.core.leaderboard;

import io.kaosnet.core.api.ApiException;

/// What makes a leaderboard a tournament. Immutable.
///
/// @param category 0 to 127
/// @param startSec seconds since 1970
/// @param endSec seconds since 1970; 0 for never
/// @param durationSec how long a window is open, above 0
/// @param maxSize how many may take part in a window
/// @param maxNumScore how often each may write in a window
public record TournamentRules(
        String title,
        String description,
        int category,
        long startSec,
        long endSec,
        long durationSec,
        boolean joinRequired,
        int maxSize,
        int maxNumScore) {
    public static final int UNLIMITED_SIZE = Integer.MAX_VALUE;
    public static final int STANDARD_MAX_NUM_SCORE = 1_000_000;
    private static final int MAX_TEXT = 255;
    // Half of what a protobuf uint32 holds, so that sums fit too.
    private static final long MAX_SEC = Integer.MAX_VALUE;
    // Caps those sums.
    private static final long MAX_END_SEC = 0xFFFF_FFFFL;

    /// @throws ApiException `INVALID_ARGUMENT`
    public TournamentRules {
        check("title", title.codePointCount(0, title.length()), 0, MAX_TEXT);
        check("description", description.codePointCount(0, description.length()), 0, MAX_TEXT);
        check("category", category, 0, 127);
        check("start time", startSec, 0, MAX_SEC);
        check("end time", endSec, 0, MAX_END_SEC);
        check("duration", durationSec, 1, MAX_SEC);
        check("max size", maxSize, 1, Integer.MAX_VALUE);
        check("max num score", maxNumScore, 1, Integer.MAX_VALUE);
        if (endSec > 0 && endSec <= startSec) {
            throw ApiException.invalidArgument(
                    "end time: " + endSec + " (expected: after the start, " + startSec + ")");
        }
    }

    private static void check(String field, long value, long least, long most) {
        if (value < least || value > most) {
            throw ApiException.invalidArgument(
                    field + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }

    /// Whether nothing will ever be open again.
    ///
    /// @param hasSchedule whether it is reset by a schedule
    public boolean isOver(boolean hasSchedule, long nowSec) {
        return (endSec > 0 && nowSec >= endSec)
                || (!hasSchedule && nowSec >= startSec + durationSec);
    }
}
