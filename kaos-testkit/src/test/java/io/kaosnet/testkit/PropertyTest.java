package io.kaosnet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PropertyTest {
    @AfterEach
    void forgetSeed() {
        System.clearProperty(Property.SEED);
    }

    @Test
    void everyRunDrawsSomethingElse() {
        Set<Long> drawn = new HashSet<>();
        Property.check(100, random -> drawn.add(random.nextLong()));
        assertThat(drawn).hasSize(100);
    }

    @Test
    void failureNamesTheSeedThatRepeatsIt() {
        var drawn = new AtomicLong();
        var failure = new AtomicLong();
        assertThatThrownBy(
                        () ->
                                Property.check(
                                        1_000,
                                        random -> {
                                            drawn.set(random.nextLong());
                                            assertThat(drawn.get() % 8).isNotZero();
                                        }))
                .isInstanceOf(AssertionError.class)
                .satisfies(e -> failure.set(seedIn(String.valueOf(e.getMessage()))));
        assertThat(new SplittableRandom(failure.get()).nextLong()).isEqualTo(drawn.get());
    }

    @Test
    void seedFromTheSystemPropertyRunsOnce() {
        System.setProperty(Property.SEED, "42");
        Set<Long> drawn = new HashSet<>();
        var runs = new AtomicLong();
        Property.check(
                100,
                random -> {
                    runs.incrementAndGet();
                    drawn.add(random.nextLong());
                });
        assertThat(runs.get()).isEqualTo(1);
        assertThat(drawn).containsExactly(new SplittableRandom(42).nextLong());
    }

    @Test
    void noRunsAreRefused() {
        assertThatThrownBy(() -> Property.check(0, random -> random.nextInt()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("runs: 0");
    }

    private static long seedIn(String message) {
        var matcher = Pattern.compile("seed (-?\\d+)").matcher(message);
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
