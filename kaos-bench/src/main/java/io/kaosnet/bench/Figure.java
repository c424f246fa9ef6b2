package io.kaosnet.bench;

import java.util.Locale;

/// One measured number. Immutable.
///
/// @param target what is to be reached, or NaN for a number that has no target
/// @param moreIsBetter which side of the target is the good one
public record Figure(String name, double value, String unit, double target, boolean moreIsBetter) {
    public static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, Double.NaN, true);
    }

    public static Figure atLeast(String name, double value, String unit, double target) {
        return new Figure(name, value, unit, target, true);
    }

    public static Figure atMost(String name, double value, String unit, double target) {
        return new Figure(name, value, unit, target, false);
    }

    boolean hasTarget() {
        return !Double.isNaN(target);
    }

    /// Whether the target is reached; true where there is none.
    public boolean isReached() {
        return !hasTarget() || (moreIsBetter ? value >= target : value <= target);
    }

    static String show(double number) {
        if (Double.isNaN(number)) {
            return "-";
        }
        if (Math.abs(number) >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", number);
        }
        return String.format(Locale.ROOT, Math.abs(number) >= 100 ? "%.1f" : "%.3g", number);
    }
}
