package io.kaosnet.core.matchmaker;

import com.google.protobuf.Int32Value;
import io.kaosnet.runtime.MatchmakerQueue;
import io.kaosnet.runtime.MatchmakerQueue.PartySkill;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a ticket of a simulation is and wants, with a second opinion on whom it takes: nothing of
/// the matchmaker's queries or indexes is used here. Immutable.
///
/// @param region wanted, not wanted with a minus before it, or null
/// @param window how far another's skill may be from its own; negative for any
/// @param prefersMode whether one of its own mode is better than another
/// @param queue 0 for none
/// @param widen how far another's skill may be at first, growing; negative for no rule
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
        int window,
        int queue,
        int widen) {
    /// Small, so that rules run to their ends in a simulation.
    static final List<MatchmakerQueue> QUEUES =
            List.of(
                    MatchmakerQueue.of("ranked", 2, 4)
                            .withSkill(1, 0.5, 9, 25)
                            .withFill(6)
                            .withTeams(2, PartySkill.AVERAGE),
                    MatchmakerQueue.of("casual", 2, 3));

    private static final double PER_SEC = 0.4;
    private static final int MOST = 12;
    private static final int WAIT_SEC = 20;

    private static final String[] MODES = {"duel", "arena"};
    private static final String[] REGIONS = {"eu", "us", "asia"};

    static Wish draw(RandomGenerator random, int size) {
        int multiple = random.nextInt(4) == 0 ? 2 : 1;
        int min = Math.max(2, (random.nextInt(2, 4) + multiple - 1) / multiple * multiple);
        int max = min + multiple * random.nextInt(3);
        while (max < size) {
            max += multiple;
        }
        int queue = size <= 3 && random.nextInt(3) == 0 ? random.nextInt(1, 3) : 0;
        if (queue > 0) {
            min = QUEUES.get(queue - 1).minPlayers();
            max = QUEUES.get(queue - 1).maxPlayers();
            multiple = 1;
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
                random.nextInt(3) == 0 ? random.nextInt(8) : -1,
                queue,
                random.nextInt(4) == 0 ? random.nextInt(4) : -1);
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
        Map<String, String> texts = new HashMap<>(Map.of("mode", mode, "region", home));
        if (queue > 0) {
            texts.put("kaos_queue", QUEUES.get(queue - 1).name());
        }
        if (widen >= 0) {
            texts.put("kaos_widen", "skill %d %s %d %d".formatted(widen, PER_SEC, MOST, WAIT_SEC));
        }
        return new Matchmaker.Request(
                queue > 0 ? 2 : min,
                queue > 0 ? 2 : max,
                Int32Value.of(queue > 0 ? 1 : multiple),
                query.toString().strip(),
                texts,
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
        return other.min >= min && other.max <= max && other.queue == queue && matches(other);
    }

    /// Whether the rules that widen with time let the other be as far as it is.
    boolean admits(Wish other, long waitedMs) {
        int gap = Math.abs(skill - other.skill);
        double waitedSec = waitedMs / 1000.0;
        boolean isNear =
                queue != 1 || waitedSec >= 25 || gap <= Math.min(9, 1 + 0.5 * waitedSec) + 1e-9;
        return isNear
                && (widen < 0
                        || waitedSec >= WAIT_SEC
                        || gap <= Math.min(MOST, widen + PER_SEC * waitedSec) + 1e-9);
    }

    boolean takes(int players) {
        return min <= players
                && players <= max
                && players % multiple == 0
                && (queue != 1 || players % 2 == 0);
    }
}
