package io.kaosnet.bench.rudp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RudpBenchTest {
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
        assertThat(json)
                .startsWith("{\"scenario\":")
                .endsWith("}")
                .contains("\"deliveredFraction\":1.0")
                .contains("\"messagesPerSecond\":")
                .contains("\"cpuSecondsPerMillion\":")
                .contains("\"p50Micros\":")
                .contains("\"p99Micros\":")
                .contains("\"p999Micros\":")
                .contains("\"retransmitted\":");
    }

    @Test
    void manyClientsShareOneSocket() throws IOException {
        assertThat(run("--scenario fanin --clients 20 --seconds 1"))
                .startsWith("{\"scenario\":\"fanin\"");
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThatThrownBy(() -> Options.parse(new String[] {"--lost", "1"}))
                .hasMessage("unknown option: --lost");
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
