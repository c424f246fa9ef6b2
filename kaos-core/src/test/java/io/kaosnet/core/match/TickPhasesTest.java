package io.kaosnet.core.match;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TickPhasesTest {
    private static final long SEC = 1_000_000_000L;

    /// Only told apart here, never run.
    private static List<HostedMatch> matches(int count) {
        var world = new MatchWorld();
        var script = new MatchWorld.Script();
        world.handlers.put("any", () -> script);
        List<HostedMatch> matches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            matches.add(world.hosted.find(world.hosted.create("any", Map.of())));
        }
        return matches;
    }

    @Test
    void theFirstTickComesWithinAPeriodAndTheOthersAPeriodLater() {
        HostedMatch match = matches(1).getFirst();
        var random = new Random(7);
        for (int rateHz = 1; rateHz <= 128; rateHz++) {
            for (int i = 0; i < 50; i++) {
                var phases = new TickPhases(random.nextLong(SEC));
                long nowNs = random.nextLong() / 4;
                TickPhase phase = phases.enter(match, rateHz, nowNs);
                long firstNs = phase.nextNs();
                assertThat(SEC / rateHz - (firstNs - nowNs)).isBetween(0L, 2 * TickPhases.LINE_NS);
                assertThat(phases.due(firstNs - 1)).isNull();
                assertThat(phases.untilNextNs(nowNs)).isEqualTo(firstNs - nowNs);

                assertThat(phases.due(firstNs)).isSameAs(phase);
                assertThat(phase.next()).isSameAs(match);
                assertThat(phase.next()).isNull();
                assertThat(phases.endRound(firstNs)).isZero();
                assertThat(phase.nextNs() - firstNs).isBetween(SEC / rateHz, SEC / rateHz + 1);
                for (int tick = 1; tick < rateHz; tick++) {
                    assertThat(phases.due(phase.nextNs())).isSameAs(phase);
                    phases.endRound(phase.nextNs());
                }
                assertThat(phase.nextNs() - firstNs).isEqualTo(SEC);
            }
        }
    }

    @Test
    void matchesOfARateShareFewPhasesEvenlyWheneverTheyBegin() {
        var random = new Random(3);
        var phases = new TickPhases(SEC / 3);
        Map<HostedMatch, TickPhase> all = new HashMap<>();
        List<HostedMatch> matches = matches(1000);
        for (HostedMatch match : matches) {
            all.put(match, phases.enter(match, 60, random.nextLong(SEC)));
        }
        assertThat(Set.copyOf(all.values()))
                .hasSize(4)
                .allSatisfy(phase -> assertThat(phase.count()).isEqualTo(250));
        for (int i = 0; i < 400; i++) {
            HostedMatch match = matches.get(i);
            phases.leave(match, requireNonNull(all.remove(match)));
        }
        for (int i = 0; i < 200; i++) {
            HostedMatch match = matches.get(i);
            all.put(match, phases.enter(match, 60, random.nextLong(SEC)));
        }
        assertThat(Set.copyOf(all.values()))
                .hasSize(4)
                .allSatisfy(phase -> assertThat(phase.count()).isEqualTo(200));
    }

    @Test
    void whoeverLeavesOrComesDuringARoundDelaysNobody() {
        List<HostedMatch> matches = matches(5);
        var phases = new TickPhases(0);
        TickPhase phase = phases.enter(matches.get(0), 128, 0);
        phase.add(matches.get(1));
        phase.add(matches.get(2));
        phase.add(matches.get(3));
        long dueNs = phase.nextNs();
        assertThat(phases.due(dueNs)).isSameAs(phase);
        assertThat(phase.next()).isSameAs(matches.get(0));
        phase.remove(matches.get(0));
        assertThat(phase.next()).isSameAs(matches.get(1));
        phase.remove(matches.get(2));
        phase.add(matches.get(4));
        assertThat(phase.next()).isSameAs(matches.get(3));
        assertThat(phase.next()).isSameAs(matches.get(4));
        assertThat(phase.next()).isNull();
        assertThat(phases.untilNextNs(dueNs)).isZero();
        phases.endRound(dueNs);
        assertThat(phases.untilNextNs(dueNs)).isEqualTo(SEC / 128);
    }

    @Test
    void aRoundTooLateLeavesTicksOutForEachMatch() {
        List<HostedMatch> matches = matches(2);
        var phases = new TickPhases(0);
        TickPhase phase = phases.enter(matches.get(0), 50, 0);
        phase.add(matches.get(1));
        long dueNs = phase.nextNs();
        phases.due(dueNs);
        assertThat(phases.endRound(dueNs + 9 * SEC / 50)).isZero();
        assertThat(phase.nextNs() - dueNs).isEqualTo(SEC / 50);
        phases.due(dueNs + SEC);
        assertThat(phases.endRound(dueNs + SEC)).isEqualTo(2 * 48);
        assertThat(phase.nextNs() - dueNs).isEqualTo(SEC);
    }

    @Test
    void aPhaseThatEverybodyHasLeftWakesTheLaneOnceMore() {
        HostedMatch match = matches(1).getFirst();
        var phases = new TickPhases(0);
        TickPhase phase = phases.enter(match, 10, 0);
        phases.leave(match, phase);
        assertThat(phases.due(SEC)).isSameAs(phase);
        assertThat(phase.next()).isNull();
        phases.endRound(SEC);
        assertThat(phases.untilNextNs(SEC)).isEqualTo(Long.MAX_VALUE);

        assertThat(phases.enter(match, 10, SEC)).isNotSameAs(phase);
        assertThat(phases.untilNextNs(SEC)).isBetween(0L, SEC / 10);
    }
}
