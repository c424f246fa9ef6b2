package io.kaosnet.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.testkit.Property;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronTest {
    private static long sec(String time) {
        return Instant.parse(time).getEpochSecond();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * * | 2024-05-01T10:15:30Z | 2024-05-01T10:16:00Z | 2024-05-01T10:15:00Z",
                "0 0 * * * | 2024-05-01T00:00:00Z | 2024-05-02T00:00:00Z | 2024-05-01T00:00:00Z",
                "@hourly | 2024-12-31T23:59:59Z | 2025-01-01T00:00:00Z | 2024-12-31T23:00:00Z",
                "*/15 8-10 * * mon-fri | 2024-05-03T10:50:00Z | 2024-05-06T08:00:00Z"
                        + " | 2024-05-03T10:45:00Z",
                "0 12 29 2 * | 2024-03-01T00:00:00Z | 2028-02-29T12:00:00Z | 2024-02-29T12:00:00Z",
                "0 0 L * * | 2024-02-10T00:00:00Z | 2024-02-29T00:00:00Z | 2024-01-31T00:00:00Z",
                "0 0 15W * ? | 2024-06-01T00:00:00Z | 2024-06-14T00:00:00Z | 2024-05-15T00:00:00Z",
                "0 0 * * 5L | 2024-05-01T00:00:00Z | 2024-05-31T00:00:00Z | 2024-04-26T00:00:00Z",
                "0 0 * * 2#2 | 2024-05-01T00:00:00Z | 2024-05-14T00:00:00Z | 2024-04-09T00:00:00Z",
                "0 0 13 * 5 | 2024-05-01T00:00:00Z | 2024-05-03T00:00:00Z | 2024-04-26T00:00:00Z",
                "0 0 * * 7 | 2024-05-01T00:00:00Z | 2024-05-05T00:00:00Z | 2024-04-28T00:00:00Z",
                "0 0 1 1 * 2030 | 2024-05-01T00:00:00Z | 2030-01-01T00:00:00Z"
                        + " | 1970-01-01T00:00:00Z",
                "*/20 * * * * * * | 2024-05-01T00:00:45Z | 2024-05-01T00:01:00Z"
                        + " | 2024-05-01T00:00:40Z",
                "CRON_TZ=Europe/Paris 0 9 * * * | 2024-03-30T12:00:00Z | 2024-03-31T07:00:00Z"
                        + " | 2024-03-30T08:00:00Z",
                // Half past two does not exist on that day: it comes an hour later.
                "TZ=Europe/Paris 30 2 * * * | 2024-03-31T00:00:00Z | 2024-03-31T01:30:00Z"
                        + " | 2024-03-30T01:30:00Z",
                // And half past two is there twice: the first counts.
                "TZ=Europe/Paris 30 2 * * * | 2024-10-27T00:45:00Z | 2024-10-28T01:30:00Z"
                        + " | 2024-10-27T00:30:00Z",
            })
    void timesFollowTheSchedule(String schedule, String at, String next, String previous) {
        Cron cron = Cron.parse(schedule);
        assertThat(Instant.ofEpochSecond(cron.nextSec(sec(at)))).isEqualTo(next);
        assertThat(Instant.ofEpochSecond(cron.previousSec(sec(at)))).isEqualTo(previous);
    }

    @Test
    void aScheduleThatIsOverHasNoNextTime() {
        assertThat(Cron.parse("0 0 1 1 * 2020").nextSec(sec("2024-01-01T00:00:00Z"))).isZero();
        assertThat(Cron.parse("0 0 30 2 *").nextSec(sec("2024-01-01T00:00:00Z"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "5-1 * * * *",
                "*/0 * * * *",
                "a * * * *",
                "1,,2 * * * *",
                "@never",
                "* * 32W * *",
                "* * * * 1#6",
                "TZ=Nowhere/Town * * * * *",
                "TZ=",
                "* * * * * * * *"
            })
    void whatIsNoScheduleIsRefused(String text) {
        assertThatThrownBy(() -> Cron.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void previousAndNextAgree() {
        List<String> schedules =
                List.of(
                        "*/7 * * * *",
                        "13 */5 * * *",
                        "0 0 * * 1",
                        "TZ=America/New_York 30 1 * * *",
                        "TZ=Australia/Lord_Howe 15 2 * * *",
                        "0 3 LW * *",
                        "5,35 * 1-7 3,9 sat");
        Property.check(
                300,
                random -> {
                    Cron cron = Cron.parse(schedules.get(random.nextInt(schedules.size())));
                    long at = random.nextLong(1_600_000_000L, 1_900_000_000L);
                    long next = cron.nextSec(at);
                    assertThat(next).isGreaterThan(at);
                    assertThat(cron.previousSec(next)).isEqualTo(next);
                    long previous = cron.previousSec(next - 1);
                    assertThat(previous).isLessThanOrEqualTo(at);
                    assertThat(cron.nextSec(previous)).isEqualTo(next);
                });
    }
}
