package io.kaosnet.core.matchmaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.testkit.Property;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Thousands of random tickets, leaves, lost sockets and parties, with the node's clock in the
/// test's hands. More of it: `-Dkaosnet.matchmaker.seeds=20000`.
class MatchmakerSimulationTest {
    private static final int SEEDS = Integer.getInteger("kaosnet.matchmaker.seeds", 300);
    private static final int STEPS = 120;

    private static MatchmakerConfig config(RandomGenerator random) {
        return new MatchmakerConfig(
                3,
                random.nextInt(3) == 0 ? 0 : 5_000,
                random.nextInt(1, 4),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextInt(3) == 0 ? 0 : 8_000,
                10_000,
                random.nextInt(3));
    }

    private static Population run(RandomGenerator random) {
        var population = new Population(config(random), random);
        for (int i = 0; i < STEPS; i++) {
            population.step();
        }
        return population;
    }

    @Test
    void everyMatchIsGoodAndNobodyWaitsInVain() {
        int[] seen = new int[6];
        Property.check(
                SEEDS,
                random -> {
                    Population population = run(random);
                    for (int i = 0; i < 6; i++) {
                        population.advance(5_000);
                    }
                    assertThat(population.missed()).as("could play and do not").isNull();
                    seen[0] += population.matches;
                    seen[1] += population.losses;
                    seen[2] += population.partyMatches;
                    seen[3] += population.teamMatches;
                    seen[4] += population.returnMatches;
                    seen[5] += population.lateMatches;
                });
        // The faults that it is about did happen.
        assertThat(seen)
                .as("matches, lost sockets, parties, teams, whole again, late")
                .doesNotContain(0);
    }

    @Test
    void sameSeedSameResult() {
        Property.check(
                SEEDS / 10,
                random -> {
                    long seed = random.nextLong();
                    String first = run(new SplittableRandom(seed)).log.toString();
                    String second = run(new SplittableRandom(seed)).log.toString();
                    assertThat(second).isEqualTo(first);
                });
    }
}
