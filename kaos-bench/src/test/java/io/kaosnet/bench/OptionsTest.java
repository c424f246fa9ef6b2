package io.kaosnet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final List<Option> OWN =
            List.of(new Option("sockets", "1000", "200", "players"));

    @Test
    void standardsHoldUnlessGiven() {
        Options options = Options.parse(List.of("--seconds", "4"), OWN);
        assertThat(options.whole("seconds", 1, 600)).isEqualTo(4);
        assertThat(options.whole("sockets", 1, 5000)).isEqualTo(1000);
    }

    @Test
    void quickHasStandardsOfItsOwn() {
        Options options = Options.parse(List.of("--quick"), OWN);
        assertThat(options.whole("sockets", 1, 5000)).isEqualTo(200);
    }

    @Test
    void settingsOfTheServerArePassedOn() {
        Options options = Options.parse(List.of("--server.database.address", ":memory:"), OWN);
        assertThat(options.serverFlags()).containsExactly("--database.address", ":memory:");
    }

    @Test
    void unknownNamesMissingValuesAndNumbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Options.parse(List.of("--socket", "4"), OWN))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("--socket");
        assertThatThrownBy(() -> Options.parse(List.of("--sockets"), OWN))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("no value");
        Options options = Options.parse(List.of("--sockets", "many"), OWN);
        assertThatThrownBy(() -> options.whole("sockets", 1, 10))
                .isInstanceOf(BenchException.class)
                .hasMessage("--sockets: many (expected: 1 to 10)");
    }

    @Test
    void everyScenarioHasItsOwnName() {
        List<String> names = Bench.scenarios().stream().map(Scenario::name).toList();
        assertThat(names).doesNotHaveDuplicates().contains("http", "fanout", "relay", "idle");
    }
}
