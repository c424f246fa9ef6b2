package io.kaosnet.core.leaderboard;

import io.kaosnet.core.api.ApiException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a write makes of the score that is there. The order of the constants is their number.
public enum Operator {
    BEST,
    SET,
    INCREMENT,
    DECREMENT;

    private static final Operator[] ALL = values();

    static Operator of(long number) {
        return ALL[(int) number];
    }

    /// @throws IllegalArgumentException for a word that is none
    public static Operator parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "best" -> BEST;
            case "set", "latest" -> SET;
            case "incr", "increment", "sum" -> INCREMENT;
            case "decr", "decrement" -> DECREMENT;
            default ->
                    throw new IllegalArgumentException(
                            "operator: \"" + text + "\" (expected: best, set, incr or decr)");
        };
    }

    /// What a client asks for instead of the board's own, or null.
    ///
    /// @param number as the wire has it, 0 for none
    /// @throws ApiException `INVALID_ARGUMENT`
    public static @Nullable Operator override(int number) {
        if (number < 0 || number > ALL.length) {
            throw ApiException.invalidArgument("operator: " + number + " (expected: 0..4)");
        }
        return number == 0 ? null : ALL[number - 1];
    }

    /// As clients know it.
    public io.kaosnet.protocol.api.Operator wire() {
        return switch (this) {
            case BEST -> io.kaosnet.protocol.api.Operator.BEST;
            case SET -> io.kaosnet.protocol.api.Operator.SET;
            case INCREMENT -> io.kaosnet.protocol.api.Operator.INCREMENT;
            case DECREMENT -> io.kaosnet.protocol.api.Operator.DECREMENT;
        };
    }

    public String text() {
        return switch (this) {
            case BEST -> "best";
            case SET -> "set";
            case INCREMENT -> "incr";
            case DECREMENT -> "decr";
        };
    }

    /// A score after a write.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` when it would be below zero or beyond a long
    long apply(String field, SortOrder order, boolean isFirst, long old, long value) {
        long result;
        try {
            result =
                    switch (this) {
                        case BEST ->
                                isFirst
                                        ? value
                                        : order == SortOrder.ASCENDING
                                                ? Math.min(old, value)
                                                : Math.max(old, value);
                        case SET -> value;
                        case INCREMENT -> isFirst ? value : Math.addExact(old, value);
                        case DECREMENT -> isFirst ? 0 : Math.max(0, Math.subtractExact(old, value));
                    };
        } catch (ArithmeticException _) {
            throw ApiException.invalidArgument(
                    field + ": " + value + " with " + old + " there (expected: a sum below 2^63)");
        }
        if (result < 0 || (this == BEST && value < 0)) {
            throw ApiException.invalidArgument(
                    field + ": " + Math.min(value, result) + " (expected: 0 or more)");
        }
        return result;
    }
}
