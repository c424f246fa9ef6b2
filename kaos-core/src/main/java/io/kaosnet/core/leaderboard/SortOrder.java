package io.kaosnet.core.leaderboard;

import java.util.Locale;

/// Which score is the best. The order of the constants is their number.
public enum SortOrder {
    ASCENDING,
    DESCENDING;

    static SortOrder of(long number) {
        return number == 0 ? ASCENDING : DESCENDING;
    }

    /// @throws IllegalArgumentException for another word than `asc` and `desc`
    public static SortOrder parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "asc", "ascending" -> ASCENDING;
            case "desc", "descending" -> DESCENDING;
            default ->
                    throw new IllegalArgumentException(
                            "sort order: \"" + text + "\" (expected: asc or desc)");
        };
    }

    public String text() {
        return this == ASCENDING ? "asc" : "desc";
    }
}
