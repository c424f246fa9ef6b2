package io.kaosnet.core.match;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// When the matches of a lane tick. Those of a rate share a few phases, about 4 ms apart, so that
/// the lane wakes for many ticks at once: waking costs several times what an empty tick does, and
/// so does finding out which match is next. Matches are spread evenly over the phases. Owned by the
/// lane.
final class TickPhases {
    private static final long NS_PER_SEC = 1_000_000_000L;
    private static final int LINES_PER_SEC = 240;

    /// About how far phases are apart.
    static final long LINE_NS = NS_PER_SEC / LINES_PER_SEC;

    private final long originNs;
    private final Map<Integer, @Nullable TickPhase[]> byRate = new HashMap<>();

    /// The difference, not the numbers, says which is sooner: they may go round.
    private final PriorityQueue<TickPhase> waiting =
            new PriorityQueue<>(
                    (Comparator<TickPhase>) (a, b) -> Long.signum(a.nextNs() - b.nextNs()));

    private @Nullable TickPhase running;
    private int count;

    /// @param originNs where a second begins; lanes that differ do not wake at once
    TickPhases(long originNs) {
        this.originNs = originNs;
    }

    /// Puts a match into the phase of its rate that has the fewest. Its first tick comes within a
    /// period.
    TickPhase enter(HostedMatch match, int rateHz, long nowNs) {
        @Nullable TickPhase[] phases =
                byRate.computeIfAbsent(
                        rateHz, _ -> new TickPhase[Math.max(1, LINES_PER_SEC / rateHz)]);
        int linesPerSec = rateHz * phases.length;
        long untilNs = nowNs - originNs + NS_PER_SEC / rateHz;
        long second = Math.floorDiv(untilNs, NS_PER_SEC);
        long last = Math.floorMod(untilNs, NS_PER_SEC) * linesPerSec / NS_PER_SEC;
        long best = last;
        for (long line = last; line > last - phases.length; line--) {
            if (countOf(phases, line) < countOf(phases, best)) {
                best = line;
            }
        }
        int index = index(phases, best);
        TickPhase phase = phases[index];
        if (phase == null) {
            phase =
                    best >= 0
                            ? phase(linesPerSec, phases.length, second, best)
                            : phase(linesPerSec, phases.length, second - 1, best + linesPerSec);
            phases[index] = phase;
            waiting.add(phase);
        }
        phase.add(match);
        count++;
        return phase;
    }

    void leave(HostedMatch match, TickPhase phase) {
        phase.remove(match);
        count--;
    }

    /// How many matches tick here.
    int count() {
        return count;
    }

    private TickPhase phase(int linesPerSec, int linesPerTick, long second, long line) {
        long secondNs = originNs + second * NS_PER_SEC;
        return new TickPhase(
                linesPerSec / linesPerTick,
                new TickTimes(linesPerSec, linesPerTick, secondNs, line));
    }

    private static int index(@Nullable TickPhase[] phases, long line) {
        return Math.floorMod(line, phases.length);
    }

    private static int countOf(@Nullable TickPhase[] phases, long line) {
        TickPhase phase = phases[index(phases, line)];
        return phase == null ? 0 : phase.count();
    }

    /// The phase whose round is under way, or due; null when there is none.
    @Nullable TickPhase due(long nowNs) {
        if (running == null) {
            TickPhase first = waiting.peek();
            if (first != null && first.nextNs() - nowNs <= 0) {
                running = waiting.poll();
            }
        }
        return running;
    }

    /// The round that was under way is over.
    ///
    /// @return how many ticks are left out, since they are too late
    int endRound(long nowNs) {
        TickPhase phase = running;
        if (phase == null) {
            return 0;
        }
        running = null;
        if (phase.count() == 0) {
            forget(phase);
            return 0;
        }
        int skipped = phase.advance(nowNs) * phase.count();
        waiting.add(phase);
        return skipped;
    }

    private void forget(TickPhase phase) {
        @Nullable TickPhase[] phases = byRate.get(phase.rateHz());
        if (phases != null) {
            phases[Arrays.asList(phases).indexOf(phase)] = null;
        }
    }

    /// When the next round is due; [Long#MAX_VALUE] away from now when there is none.
    long untilNextNs(long nowNs) {
        if (running != null) {
            return 0;
        }
        TickPhase first = waiting.peek();
        return first == null ? Long.MAX_VALUE : first.nextNs() - nowNs;
    }
}
