package io.kaosnet.core.matchmaker;

import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.runtime.MatchmakerQueue;
import io.kaosnet.runtime.MatchmakerQueue.PartySkill;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a ticket's properties say beside what it is: its queue, and the numbers of others that it
/// takes more of with time. So every client can say it. Immutable.
///
/// | property | meaning |
/// |---|---|
/// | `kaos_queue` | the name of a queue, whose rules hold instead of the ticket's counts |
/// | `kaos_widen` | `skill 100 10 500 120; level 1 0.1`: see [#widenings] |
/// | `kaos_skills` | `1200,900`: each player's, from which `skill` is taken |
///
/// @param texts properties, with nothing changed
/// @param numbers properties, with the party's `skill`
record Rules(
        @Nullable MatchmakerQueue queue,
        List<Widening> widenings,
        Map<String, String> texts,
        Map<String, Double> numbers) {
    static final String QUEUE = "kaos_queue";
    static final String WIDEN = "kaos_widen";
    static final String SKILLS = "kaos_skills";
    static final String SKILL = "skill";

    /// Told to players and game code of a match that is split.
    static final String TEAM = "kaos_team";

    private static final int MAX_RULES = 8;
    private static final int MAX_PARTS = 5;

    /// @throws RealtimeException `BAD_INPUT` for a queue that is not there and for rules that
    ///     cannot be read
    static Rules of(
            Map<String, String> texts,
            Map<String, Double> numbers,
            Map<String, MatchmakerQueue> queues) {
        String name = texts.getOrDefault(QUEUE, "");
        MatchmakerQueue queue = name.isEmpty() ? null : queues.get(name);
        if (queue == null && !name.isEmpty()) {
            throw bad(QUEUE, name, "the name of a queue of this server");
        }
        Map<String, Double> all = numbers;
        String skills = texts.getOrDefault(SKILLS, "");
        if (!skills.isEmpty()) {
            all = new HashMap<>(numbers);
            all.put(SKILL, skill(skills, queue == null ? PartySkill.AVERAGE : queue.partySkill()));
        }
        List<Widening> widenings = new ArrayList<>();
        if (queue != null && queue.skillRange() >= 0) {
            widenings.add(
                    new Widening(
                            SKILL,
                            number(all, SKILL),
                            queue.skillRange(),
                            queue.expansionPerSec(),
                            queue.maxSkillRange(),
                            queue.maxWaitSec() == 0
                                    ? Long.MAX_VALUE
                                    : (long) (queue.maxWaitSec() * 1000)));
        }
        String rules = texts.getOrDefault(WIDEN, "");
        if (!rules.isEmpty()) {
            widenings(rules, all, widenings);
        }
        return new Rules(queue, List.copyOf(widenings), texts, all);
    }

    private static double skill(String skills, PartySkill rule) {
        double sum = 0;
        double most = Double.NEGATIVE_INFINITY;
        String[] parts = skills.split(",", -1);
        for (String part : parts) {
            double skill = number(SKILLS, part);
            sum += skill;
            most = Math.max(most, skill);
        }
        return rule == PartySkill.MAXIMUM ? most : sum / parts.length;
    }

    /// Rules are separated by semicolons; each is a property's name, the distance at first, what it
    /// grows by each second, and, if wanted, the most it becomes, and after how many seconds any
    /// number will do.
    private static void widenings(String rules, Map<String, Double> numbers, List<Widening> into) {
        for (String rule : rules.split(";", -1)) {
            String[] parts = rule.strip().split("\\s+", -1);
            if (parts.length < 3 || parts.length > MAX_PARTS || into.size() == MAX_RULES) {
                throw bad(
                        WIDEN,
                        rules,
                        "at most 8 of NAME INITIAL PER_SEC [MOST [WAIT_SEC]], separated by ;");
            }
            double initial = number(WIDEN, parts[1]);
            double perSec = number(WIDEN, parts[2]);
            double most = parts.length > 3 ? number(WIDEN, parts[3]) : Double.MAX_VALUE;
            double waitSec = parts.length > 4 ? number(WIDEN, parts[4]) : 0;
            if (initial < 0 || perSec < 0 || most < initial || waitSec < 0) {
                throw bad(WIDEN, rule, "no negative number, and MOST at least INITIAL");
            }
            into.add(
                    new Widening(
                            parts[0].intern(),
                            number(numbers, parts[0]),
                            initial,
                            perSec,
                            most,
                            waitSec == 0 ? Long.MAX_VALUE : (long) (waitSec * 1000)));
        }
    }

    private static double number(Map<String, Double> numbers, String name) {
        Double number = numbers.get(name);
        if (number == null || !Double.isFinite(number)) {
            throw bad(name, number, "a number among the ticket's properties");
        }
        return number;
    }

    private static double number(String name, String text) {
        try {
            double number = Double.parseDouble(text.strip());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, as for one that is not finite.
        }
        throw bad(name, text, "a number");
    }

    private static RealtimeException bad(String name, @Nullable Object value, String expected) {
        return RealtimeException.badInput(name + ": " + value + " (expected: " + expected + ")");
    }
}
