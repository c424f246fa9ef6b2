package io.kaosnet.core.matchmaker;

import io.kaosnet.core.realtime.RealtimeException;

/// How many players a ticket asks for. Immutable.
///
/// @param multiple the number of players is a multiple of this
record Counts(int min, int max, int multiple) {
    /// @throws RealtimeException `BAD_INPUT` for counts that no match could have
    Counts {
        if (min < 2) {
            throw RealtimeException.badInput("min_count: " + min + " (expected: >= 2)");
        }
        if (max < min) {
            throw RealtimeException.badInput(
                    "max_count: " + max + " (expected: >= min_count, " + min + ")");
        }
        if (multiple < 1 || min % multiple != 0 || max % multiple != 0) {
            throw RealtimeException.badInput(
                    "count_multiple: "
                            + multiple
                            + " (expected: >= 1, a divisor of min_count and max_count)");
        }
    }
}
