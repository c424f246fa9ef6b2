package io.kaosnet.core.limit;

import java.util.Locale;

/// How often something may happen: so many times a second on average, and at once at most `burst`
/// times. Immutable.
public record Rate(int perSec, int burst) {
    public static final Rate STRICT = new Rate(5, 3);
    public static final Rate STANDARD = new Rate(100, 20);
    public static final Rate RELAXED = new Rate(500, 100);
    public static final Rate REALTIME = new Rate(60, 10);

    public Rate {
        if (perSec < 1 || perSec > 1_000_000 || burst < 1 || burst > 1_000_000) {
            throw new IllegalArgumentException(
                    "rate: " + perSec + "/" + burst + " (expected: 1..1000000 each)");
        }
    }

    /// Reads a preset's name or `perSec/burst`.
    ///
    /// @throws IllegalArgumentException for other text
    public static Rate parse(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "strict" -> STRICT;
            case "standard" -> STANDARD;
            case "relaxed" -> RELAXED;
            case "realtime" -> REALTIME;
            default -> {
                int slash = text.indexOf('/');
                try {
                    yield new Rate(
                            Integer.parseInt(text.substring(0, Math.max(0, slash)).trim()),
                            Integer.parseInt(text.substring(slash + 1).trim()));
                } catch (NumberFormatException _) {
                    throw new IllegalArgumentException(
                            "rate: "
                                    + text
                                    + " (expected: strict, standard, relaxed, realtime or"
                                    + " perSec/burst)");
                }
            }
        };
    }

    long intervalNs() {
        return 1_000_000_000L / perSec;
    }
}
