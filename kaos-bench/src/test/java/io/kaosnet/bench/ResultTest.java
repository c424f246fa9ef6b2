package io.kaosnet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultTest {
    private static Result result() {
        return new Result("http")
                .setting("note", "a \"word\"")
                .add(Figure.atMost("cost", 14, "us", 15))
                .add(Figure.atLeast("rate", 2000, "1/s", 5000))
                .add(Figure.of("unknown", Double.NaN, ""));
    }

    @Test
    void targetsAreComparedFromTheirSide() {
        assertThat(result().figure("cost").isReached()).isTrue();
        assertThat(result().figure("rate").isReached()).isFalse();
        assertThat(result().figure("unknown").isReached()).isTrue();
    }

    @Test
    void tableNamesWhatIsMissed() {
        assertThat(result().table())
                .containsPattern("cost +14\\.0 us +reached: at most 15")
                .containsPattern("rate +2,000 1/s +MISSED: +at least 5,000");
    }

    @Test
    void jsonIsQuotedAndHasNoNaN() {
        assertThat(result().json())
                .contains("\"note\":\"a \\\"word\\\"\"")
                .contains("{\"name\":\"unknown\",\"value\":null,\"unit\":\"\"}")
                .contains("\"at_most\":15.0,\"reached\":true");
    }
}
