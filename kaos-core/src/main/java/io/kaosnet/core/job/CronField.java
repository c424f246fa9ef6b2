package io.kaosnet.core.job;

import java.util.BitSet;
import java.util.List;

/// The values that one field of a schedule allows. Immutable.
final class CronField {
    private final BitSet values;

    private CronField(BitSet values) {
        this.values = values;
    }

    /// @param names of the values, the first for `0` when least is 0, else for 1
    static CronField parse(String text, int least, int most, List<String> names) {
        BitSet values = new BitSet(most + 1);
        for (String part : text.split(",", -1)) {
            add(values, part, least, most, names);
        }
        return new CronField(values);
    }

    private static void add(BitSet values, String part, int least, int most, List<String> names) {
        int slash = part.indexOf('/');
        int step = slash < 0 ? 1 : number(part.substring(slash + 1), 1, most, List.of());
        String range = slash < 0 ? part : part.substring(0, slash);
        int dash = range.indexOf('-');
        int from;
        int to;
        if (range.equals("*") || range.equals("?")) {
            from = least;
            to = most;
        } else if (dash > 0) {
            from = number(range.substring(0, dash), least, most, names);
            to = number(range.substring(dash + 1), least, most, names);
        } else {
            from = number(range, least, most, names);
            to = slash < 0 ? from : most;
        }
        if (from > to) {
            throw new IllegalArgumentException("\"" + part + "\" (expected: from low to high)");
        }
        for (int value = from; value <= to; value += step) {
            values.set(value);
        }
    }

    static int number(String text, int least, int most, List<String> names) {
        int named = names.indexOf(text.length() > 3 ? text.substring(0, 3) : text);
        if (named >= 0) {
            return named + Math.min(least, 1);
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" (expected: " + least + ".." + most + ")");
    }

    boolean has(int value) {
        return values.get(value);
    }

    /// The first allowed value from this one on, or -1.
    int next(int from) {
        return values.nextSetBit(from);
    }

    /// The last allowed value up to this one, or -1.
    int previous(int from) {
        return values.previousSetBit(from);
    }
}
