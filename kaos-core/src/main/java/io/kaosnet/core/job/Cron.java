package io.kaosnet.core.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A schedule of times. Immutable.
///
/// | fields | meaning |
/// |---|---|
/// | 5 | minute, hour, day of month, month, day of week |
/// | 6 | the five, year |
/// | 7 | second, the five, year |
///
/// Each field is a list of `*`, values, ranges `a-b` and steps `/n`; months and days of the week
/// have names too (`jan`, `sun`; Sunday is 0 and 7). A day of the month may be `L` (the last) or
/// `15W` (the working day nearest), a day of the week `5L` (the last Friday) or `5#2` (the
/// second). When both are restricted, either is enough. `@hourly`, `@daily`, `@weekly`,
/// `@monthly` and `@yearly` stand for their beginnings.
///
/// Times are UTC unless the text begins with `CRON_TZ=Europe/Paris ` (or `TZ=`). A local time that
/// the clock skips in spring comes an hour later; one that it has twice in autumn is taken the
/// first time.
public final class Cron {
    private static final Map<String, String> NAMED =
            Map.of(
                    "@yearly", "0 0 1 1 *",
                    "@annually", "0 0 1 1 *",
                    "@monthly", "0 0 1 * *",
                    "@weekly", "0 0 * * 0",
                    "@daily", "0 0 * * *",
                    "@midnight", "0 0 * * *",
                    "@hourly", "0 * * * *");
    private static final List<String> MONTHS =
            List.of(
                    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                    "dec");
    private static final List<String> DAYS =
            List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;

    private final String text;
    private final ZoneId zone;
    private final CronField seconds;
    private final CronField minutes;
    private final CronField hours;
    private final CronDays days;
    private final CronField months;
    private final CronField years;

    private Cron(String text, ZoneId zone, String[] fields) {
        this.text = text;
        this.zone = zone;
        boolean hasSeconds = fields.length == 7;
        int at = hasSeconds ? 1 : 0;
        this.seconds = CronField.parse(hasSeconds ? fields[0] : "0", 0, 59, List.of());
        this.minutes = CronField.parse(fields[at], 0, 59, List.of());
        this.hours = CronField.parse(fields[at + 1], 0, 23, List.of());
        this.days = CronDays.parse(fields[at + 2], fields[at + 4], DAYS);
        this.months = CronField.parse(fields[at + 3], 1, 12, MONTHS);
        this.years =
                CronField.parse(
                        fields.length > 5 ? fields[at + 5] : "*", FIRST_YEAR, LAST_YEAR, List.of());
    }

    /// @throws IllegalArgumentException with what is wrong
    public static Cron parse(String text) {
        String rest = text.strip();
        ZoneId zone = ZoneOffset.UTC;
        if (rest.startsWith("CRON_TZ=") || rest.startsWith("TZ=")) {
            int space = rest.indexOf(' ');
            String name = rest.substring(rest.indexOf('=') + 1, space < 0 ? rest.length() : space);
            try {
                zone = ZoneId.of(name);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "time zone: \"" + name + "\" (expected: a name like Europe/Paris)", e);
            }
            rest = space < 0 ? "" : rest.substring(space).strip();
        }
        String lower = rest.toLowerCase(Locale.ROOT);
        String[] fields = NAMED.getOrDefault(lower, lower).split("\\s+");
        if (fields.length < 5 || fields.length > 7) {
            throw new IllegalArgumentException(
                    "schedule: \"" + text + "\" (expected: 5 to 7 fields, or @daily and the like)");
        }
        try {
            return new Cron(text, zone, fields);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("schedule: \"" + text + "\": " + e.getMessage(), e);
        }
    }

    /// The first time after this one, seconds since 1970; 0 when there is none any more.
    public long nextSec(long afterSec) {
        ZonedDateTime after = Instant.ofEpochSecond(afterSec).atZone(zone);
        LocalDate date = after.toLocalDate();
        // A time before the clock's change can be the wrong side of it: look from midnight then.
        int fromSecond = after.toLocalTime().toSecondOfDay();
        while (date.getYear() <= LAST_YEAR) {
            if (!years.has(date.getYear())) {
                date = date.with(TemporalAdjusters.firstDayOfNextYear());
            } else if (!months.has(date.getMonthValue())) {
                date = date.with(TemporalAdjusters.firstDayOfNextMonth());
            } else {
                if (days.has(date)) {
                    int second = nextSecondOfDay(fromSecond);
                    while (second >= 0) {
                        long sec = epochSec(date, second);
                        if (sec > afterSec) {
                            return sec;
                        }
                        second = nextSecondOfDay(second + 1);
                    }
                }
                date = date.plusDays(1);
            }
            fromSecond = 0;
        }
        return 0;
    }

    /// The last time that is not after this one, seconds since 1970; 0 when there was none.
    public long previousSec(long atSec) {
        ZonedDateTime at = Instant.ofEpochSecond(atSec).atZone(zone);
        LocalDate date = at.toLocalDate();
        int fromSecond = at.toLocalTime().toSecondOfDay();
        while (date.getYear() >= FIRST_YEAR) {
            if (!years.has(date.getYear())) {
                date = date.withDayOfYear(1).minusDays(1);
            } else if (!months.has(date.getMonthValue())) {
                date = date.withDayOfMonth(1).minusDays(1);
            } else {
                if (days.has(date)) {
                    int second = previousSecondOfDay(fromSecond);
                    while (second >= 0) {
                        long sec = epochSec(date, second);
                        if (sec <= atSec) {
                            return Math.max(0, sec);
                        }
                        second = second == 0 ? -1 : previousSecondOfDay(second - 1);
                    }
                }
                date = date.minusDays(1);
            }
            fromSecond = 86_399;
        }
        return 0;
    }

    private long epochSec(LocalDate date, int secondOfDay) {
        return ZonedDateTime.of(date, LocalTime.ofSecondOfDay(secondOfDay), zone).toEpochSecond();
    }

    /// The first fitting second of a day from this one on, or -1.
    private int nextSecondOfDay(int from) {
        int hour = from / 3600;
        int minute = from / 60 % 60;
        int second = seconds.next(from % 60);
        if (second < 0) {
            second = seconds.next(0);
            minute++;
        }
        int fit = minute > 59 ? -1 : minutes.next(minute);
        if (fit != minute) {
            second = seconds.next(0);
        }
        if (fit < 0) {
            fit = minutes.next(0);
            second = seconds.next(0);
            hour++;
        }
        int fitHour = hour > 23 ? -1 : hours.next(hour);
        if (fitHour < 0) {
            return -1;
        }
        if (fitHour != hour) {
            fit = minutes.next(0);
            second = seconds.next(0);
        }
        return fitHour * 3600 + fit * 60 + second;
    }

    /// The last fitting second of a day up to this one, or -1.
    private int previousSecondOfDay(int from) {
        int hour = from / 3600;
        int minute = from / 60 % 60;
        int second = seconds.previous(from % 60);
        if (second < 0) {
            second = seconds.previous(59);
            minute--;
        }
        int fit = minute < 0 ? -1 : minutes.previous(minute);
        if (fit != minute) {
            second = seconds.previous(59);
        }
        if (fit < 0) {
            fit = minutes.previous(59);
            second = seconds.previous(59);
            hour--;
        }
        int fitHour = hour < 0 ? -1 : hours.previous(hour);
        if (fitHour < 0) {
            return -1;
        }
        if (fitHour != hour) {
            fit = minutes.previous(59);
            second = seconds.previous(59);
        }
        return fitHour * 3600 + fit * 60 + second;
    }

    @Override
    public String toString() {
        return text;
    }
}
