package io.kaosnet.bench.rudp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RudpBenchTest {
    /// What programs read: these fields and no others.
    private static final String LINE =
            Stream.of(
                            "messagesPerSecond",
                            "deliveredFraction",
                            "cpuSecondsPerMillion",
                            "p50Micros",
                            "p99Micros",
                            "p999Micros",
                            "retransmitted")
                    .map(field -> "\"" + field + "\":[0-9.]+")
                    .collect(Collectors.joining(",", "\\{", "\\}"));

    private static String run(String arguments) throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            RudpBench.main(arguments.split(" "));
        } finally {
            System.setOut(before);
        }
        String[] lines = bytes.toString(StandardCharsets.UTF_8).strip().split("\n");
        return lines[lines.length - 1];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--messages 20000",
                "--messages 5000 --loss 5 --json",
                "--messages 5000 --delay-ms 1 --jitter-ms 2 --reorder 5 --duplicate 5",
                "--scenario latency --messages 60 --loss 1 --delay-ms 5",
                "--messages 5000 --backend nio --aead chacha"
            })
    void theLastLineIsOneObjectAndEverythingArrives(String arguments) throws IOException {
        String json = run(arguments);
        assertThat(json).matches(LINE).contains("\"deliveredFraction\":1.0");
    }

    @Test
    void manyClientsShareOneSocket() throws IOException {
        assertThat(run("--scenario fanin --clients 20 --seconds 1")).matches(LINE);
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThatThrownBy(() -> Options.parse(new String[] {"--lost", "1"}))
                .hasMessage("unknown option: --lost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--loss abc",
                "--loss 200",
                "--messages -1",
                "--size 0",
                "--channel 9",
                "--backend x",
                "--aead des",
                "--scenario none",
                "--client",
                "--rate"
            })
    void anOptionThatMeansNothingIsNamed(String arguments) {
        String[] words = arguments.split(" ");
        assertThatThrownBy(() -> Options.parse(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(words[0]);
    }

    @Test
    void theHistogramIsWithinAThirtySecond() {
        Histogram histogram = new Histogram();
        for (int i = 1; i <= 1_000_000; i++) {
            histogram.record(i * 1_000L);
        }
        assertThat(histogram.micros(0.5)).isBetween(480_000.0, 520_000.0);
        assertThat(histogram.micros(0.99)).isBetween(950_000.0, 1_000_000.0);
    }
}
