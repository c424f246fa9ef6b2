package io.kaosnet.core.leaderboard;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.job.Cron;
import org.jspecify.annotations.Nullable;

/// What a leaderboard or a tournament is. Immutable.
///
/// @param isAuthoritative whether only the server may write records
/// @param schedule when it is reset; null for never
/// @param metadata a JSON object
/// @param hasRanks whether records carry ranks
/// @param tournament null for a plain leaderboard
public record Board(
        String id,
        boolean isAuthoritative,
        SortOrder sortOrder,
        Operator operator,
        @Nullable Cron schedule,
        String metadata,
        boolean hasRanks,
        long createMicros,
        @Nullable TournamentRules tournament) {
    private static final int MAX_ID = 128;
    private static final int MAX_SCHEDULE = 255;

    /// @throws ApiException `INVALID_ARGUMENT`
    public Board {
        if (id.isEmpty() || id.length() > MAX_ID) {
            throw ApiException.invalidArgument(
                    "id: \"" + id + "\" (expected: 1.." + MAX_ID + " characters)");
        }
        if (!Arguments.isJsonObject(metadata)) {
            throw ApiException.invalidArgument("metadata: expected a JSON object");
        }
        if (schedule != null && schedule.toString().length() > MAX_SCHEDULE) {
            throw ApiException.invalidArgument(
                    "reset schedule: expected at most " + MAX_SCHEDULE + " characters");
        }
    }

    /// The schedule that a text stands for; none for an empty one.
    ///
    /// @throws ApiException `INVALID_ARGUMENT`
    public static @Nullable Cron schedule(String text) {
        try {
            return text.isEmpty() ? null : Cron.parse(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalidArgument("reset " + e.getMessage());
        }
    }

    public Window window(long nowSec) {
        return tournament == null
                ? Window.ofLeaderboard(schedule, nowSec)
                : Window.ofTournament(tournament, schedule, nowSec);
    }

    Board withoutRanks() {
        return new Board(
                id,
                isAuthoritative,
                sortOrder,
                operator,
                schedule,
                metadata,
                false,
                createMicros,
                tournament);
    }
}
