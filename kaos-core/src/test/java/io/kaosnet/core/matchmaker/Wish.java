package io.kaosnet.core.matchmaker;

import com.google.protobuf.Int32Value;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a ticket of a simulation is and wants, with a second opinion on whom it takes: nothing of
/// the matchmaker's queries or indexes is used here. Immutable.
///
/// @param region wanted, not wanted with a minus before it, or null
/// @param window how far another's skill may be from its own; negative for any
/// @param prefersMode whether one of its own mode is better than another
record Wish(
        int min,
        int max,
        int multiple,
        String mode,
        String home,
        int skill,
        boolean needsMode,
        boolean prefersMode,
        @Nullable String region,
        int window) {
    private static final String[] MODES = {"duel", "arena"};
    private static final String[] REGIONS = {"eu", "us", "asia"};

    static Wish draw(RandomGenerator random, int size) {
        int multiple = random.nextInt(4) == 0 ? 2 : 1;
        int min = Math.max(2, (random.nextInt(2, 4) + multiple - 1) / multiple * multiple);
        int max = min + multiple * random.nextInt(3);
        while (max < size) {
            max += multiple;
        }
        String home = REGIONS[random.nextInt(REGIONS.length)];
        return new Wish(
                min,
                max,
                multiple,
                MODES[random.nextInt(MODES.length)],
                home,
                random.nextInt(20),
                random.nextBoolean(),
                random.nextInt(4) == 0,
                switch (random.nextInt(4)) {
                    case 0 -> home;
                    case 1 -> "-" + REGIONS[random.nextInt(REGIONS.length)];
                    default -> null;
                },
                random.nextInt(3) == 0 ? random.nextInt(8) : -1);
    }

    Matchmaker.Request request() {
        var query = new StringBuilder();
        if (needsMode) {
            query.append(" +properties.mode:").append(mode);
        } else if (prefersMode) {
            query.append(" * properties.mode:").append(mode).append("^3");
        }
        if (region != null) {
            char sign = region.startsWith("-") ? '-' : '+';
            query.append(' ').append(sign).append("properties.region:");
            query.append(region.replace("-", ""));
        }
        if (window >= 0) {
            query.append(" +properties.skill:>=").append(skill - window);
            query.append(" +properties.skill:<=").append(skill + window);
        }
        return new Matchmaker.Request(
                min,
                max,
                Int32Value.of(multiple),
                query.toString().strip(),
                Map.of("mode", mode, "region", home),
                Map.of("skill", (double) skill));
    }

    /// Whether this one's query takes the other.
    boolean matches(Wish other) {
        return (!needsMode || other.mode.equals(mode))
                && (region == null
                        || (region.startsWith("-")
                                ? !other.home.equals(region.substring(1))
                                : other.home.equals(region)))
                && (window < 0 || Math.abs(other.skill - skill) <= window);
    }

    /// Whether this one, looking, takes the other.
    boolean wants(Wish other) {
        return other.min >= min && other.max <= max && matches(other);
    }

    boolean takes(int players) {
        return min <= players && players <= max && players % multiple == 0;
    }
}
