package io.kaosnet.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.kaosnet.testkit.Property;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    @Test
    void writesAndReadsAsJavaTimeDoes() {
        Property.check(
                20_000,
                random -> {
                    long seconds = random.nextLong(-62_135_596_800L, 253_402_300_800L);
                    int nanos = random.nextInt(3) == 0 ? 0 : random.nextInt(1_000_000_000);
                    var time = Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
                    var instant = Instant.ofEpochSecond(seconds, nanos);
                    assertThat(Rfc3339.format(time)).isEqualTo(instant.toString());
                    assertThat(Rfc3339.parse(instant.toString())).isEqualTo(time);
                });
    }

    @Test
    void readsOffsetsAsJavaTimeDoes() {
        Property.check(
                5_000,
                random -> {
                    long seconds = random.nextLong(-60_000_000_000L, 253_000_000_000L);
                    int minutes = random.nextInt(-17 * 60, 17 * 60);
                    String text =
                            OffsetDateTime.ofInstant(
                                            Instant.ofEpochSecond(seconds),
                                            ZoneOffset.ofTotalSeconds(minutes * 60))
                                    .toString();
                    if (text.charAt(16) != ':') { // java.time leaves out zero seconds
                        text = text.substring(0, 16) + ":00" + text.substring(16);
                    }
                    assertThat(Rfc3339.parse(text))
                            .as(text)
                            .isEqualTo(Timestamp.newBuilder().setSeconds(seconds).build());
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026",
                "2026-11-21",
                "2026-11-21T07:00:00",
                "2026-11-21 07:00:00Z",
                "2026-11-21t07:00:00Z",
                "2026-11-21T07:00:00z",
                "2026-11-21T07:00:00.Z",
                "2026-11-21T07:00:00.0000000001Z",
                "2026-11-21T07:00:00,5Z",
                "2026-11-21T07:00:00Z ",
                "2026-11-21T07:00:00+0100",
                "2026-11-21T07:00:00+24:00",
                "2026-11-21T07:00:00+01:60",
                "2026-11-21T24:00:00Z",
                "2026-11-21T07:60:00Z",
                "2026-11-21T07:00:60Z",
                "2026-13-21T07:00:00Z",
                "2026-00-21T07:00:00Z",
                "2026-11-31T07:00:00Z",
                "2026-11-00T07:00:00Z",
                "2025-02-29T07:00:00Z",
                "1900-02-29T07:00:00Z",
                "0000-01-01T00:00:00Z",
                "0001-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01",
                "-026-11-21T07:00:00Z",
                "+2026-11-21T07:00:00Z",
                "\uff12026-11-21T07:00:00Z"
            })
    void otherTextIsNoTime(String text) {
        assertThat(Rfc3339.parse(text)).isNull();
    }

    @Test
    void fractionHasThreeSixOrNineDigits() {
        var time = Timestamp.newBuilder().setSeconds(1);
        assertThat(Rfc3339.format(time.setNanos(500_000_000).build()))
                .isEqualTo("1970-01-01T00:00:01.500Z");
        assertThat(Rfc3339.format(time.setNanos(1_000).build()))
                .isEqualTo("1970-01-01T00:00:01.000001Z");
        assertThat(Rfc3339.format(time.setNanos(1).build()))
                .isEqualTo("1970-01-01T00:00:01.000000001Z");
    }

    @Test
    void timeOutOfRangeIsRefused() {
        assertThatThrownBy(
                        () ->
                                Rfc3339.format(
                                        Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("years 1..9999");
    }
}
