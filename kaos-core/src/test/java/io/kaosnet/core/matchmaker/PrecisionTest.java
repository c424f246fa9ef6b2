package io.kaosnet.core.matchmaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.session.Session;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Whose query decides: with reverse precision everybody's, unless the pass takes too long.
class PrecisionTest {
    private static final long INTERVAL_MS = 1000;

    private final World world = new World();

    private Matchmaker matchmaker(boolean isMutual, int revThreshold) {
        Matchmaker made =
                world.matchmaker(
                        new MatchmakerConfig(
                                3, INTERVAL_MS, 1, false, isMutual, 0, 100, revThreshold));
        world.follow(made);
        return made;
    }

    /// One takes anybody, the other takes nobody who is there.
    private void addOneSidedPair(Matchmaker matchmaker) {
        for (String query : List.of("*", "+properties.mode:x")) {
            Session session = world.connect(query);
            matchmaker.add(
                    List.of(session),
                    "",
                    new Matchmaker.Request(2, 2, null, query, Map.of("mode", "y"), Map.of()));
        }
    }

    private void pass(Matchmaker matchmaker) {
        world.nowNs += INTERVAL_MS * 1_000_000;
        matchmaker.doWork();
    }

    private void slowPass(Matchmaker matchmaker) {
        world.creepNs = 1_500_000_000;
        pass(matchmaker);
        world.creepNs = 0;
    }

    @Test
    void withoutItTheSeekersQueryDecides() {
        Matchmaker matchmaker = matchmaker(false, 1);
        addOneSidedPair(matchmaker);
        pass(matchmaker);
        assertThat(matchmaker.matchCount()).isEqualTo(1);
    }

    @Test
    void withItEverybodyHasToAgree() {
        Matchmaker matchmaker = matchmaker(true, 1);
        addOneSidedPair(matchmaker);
        for (int i = 0; i < 10; i++) {
            pass(matchmaker);
        }
        assertThat(matchmaker.matchCount()).isZero();
        assertThat(
                        Objects.requireNonNull(matchmaker.refusedCounts().get("their_query"))
                                .getAsLong())
                .isPositive();
    }

    @Test
    void pastTheThresholdTheSeekersQueryDecidesForTheRestOfThePass() {
        Matchmaker matchmaker = matchmaker(true, 1);
        addOneSidedPair(matchmaker);
        slowPass(matchmaker);
        assertThat(matchmaker.matchCount()).isEqualTo(1);
        addOneSidedPair(matchmaker);
        pass(matchmaker);
        assertThat(matchmaker.matchCount()).as("the next pass is precise again").isEqualTo(1);
    }

    @Test
    void whoLookedInVainLooksAgainInAPassThatTakesTooLong() {
        Matchmaker matchmaker = matchmaker(true, 1);
        addOneSidedPair(matchmaker);
        pass(matchmaker);
        pass(matchmaker);
        assertThat(matchmaker.matchCount()).isZero();
        slowPass(matchmaker);
        assertThat(matchmaker.matchCount()).isEqualTo(1);
    }

    @Test
    void thresholdZeroIsNever() {
        Matchmaker matchmaker = matchmaker(true, 0);
        addOneSidedPair(matchmaker);
        slowPass(matchmaker);
        slowPass(matchmaker);
        assertThat(matchmaker.matchCount()).isZero();
    }

    @Test
    void higherThresholdLastsLonger() {
        Matchmaker matchmaker = matchmaker(true, 5);
        addOneSidedPair(matchmaker);
        slowPass(matchmaker);
        assertThat(matchmaker.matchCount()).isZero();
    }
}
