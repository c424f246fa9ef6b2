package io.kaosnet.protocol.json;

import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// RFC 3339 times by hand: `java.time` parsing dominates a message's cost otherwise.
///
/// Range 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z, as `google.protobuf.Timestamp`.
/// Pure functions.
public final class Rfc3339 {
    private static final long MIN_SECONDS = -62_135_596_800L;
    private static final long MAX_SECONDS = 253_402_300_799L;
    private static final int DATE_TIME_LENGTH = 19;
    private static final int MAX_FRACTION_DIGITS = 9;

    private Rfc3339() {}

    /// The time written as `2026-11-21T07:00:00.5Z` or with an offset; null if it is no such text.
    public static @Nullable Timestamp parse(String text) {
        int length = text.length();
        if (length <= DATE_TIME_LENGTH
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        if (year < 1 || !isDay(year, month, day) || !isTime(hour, minute) || !isBelow60(second)) {
            return null;
        }
        int position = DATE_TIME_LENGTH;
        int nanos = 0;
        if (text.charAt(position) == '.') {
            int end = position + 1;
            while (end < length && isDigit(text.charAt(end))) {
                end++;
            }
            int count = end - position - 1;
            if (count < 1 || count > MAX_FRACTION_DIGITS) {
                return null;
            }
            nanos = digits(text, position + 1, end);
            for (int i = count; i < MAX_FRACTION_DIGITS; i++) {
                nanos *= 10;
            }
            position = end;
        }
        int offsetSeconds = 0;
        if (position + 1 == length && text.charAt(position) == 'Z') {
            offsetSeconds = 0;
        } else if (position + 6 == length && text.charAt(position + 3) == ':') {
            char sign = text.charAt(position);
            int offsetHour = digits(text, position + 1, position + 3);
            int offsetMinute = digits(text, position + 4, position + 6);
            if ((sign != '+' && sign != '-') || !isTime(offsetHour, offsetMinute)) {
                return null;
            }
            offsetSeconds = (offsetHour * 60 + offsetMinute) * (sign == '+' ? 60 : -60);
        } else {
            return null;
        }
        long seconds =
                daysSinceEpoch(year, month, day) * 86_400L
                        + hour * 3_600L
                        + minute * 60L
                        + second
                        - offsetSeconds;
        if (!isInRange(seconds)) {
            return null;
        }
        return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }

    /// UTC with `Z` and 0, 3, 6 or 9 digits of fraction, as few as hold the value.
    ///
    /// @throws IllegalArgumentException for a timestamp out of range
    public static String format(Timestamp time) {
        return new String(bytes(time.getSeconds(), time.getNanos()), StandardCharsets.ISO_8859_1);
    }

    /// The same text in UTF-8.
    static byte[] bytes(long seconds, int nanos) {
        if (!isInRange(seconds) || nanos < 0 || nanos > 999_999_999) {
            throw new IllegalArgumentException(
                    "timestamp: " + seconds + " s " + nanos + " ns (expected: years 1..9999)");
        }
        long days = Math.floorDiv(seconds, 86_400L);
        int ofDay = (int) (seconds - days * 86_400L);
        var text = new byte[length(nanos)];
        // Civil date from day count, by 400-year eras starting on 1 March (H. Hinnant).
        long shifted = days + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) (shifted - era * 146_097L);
        int yearOfEra =
                (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        put(text, 0, 4, year);
        text[4] = '-';
        put(text, 5, 2, month);
        text[7] = '-';
        put(text, 8, 2, day);
        text[10] = 'T';
        put(text, 11, 2, ofDay / 3_600);
        text[13] = ':';
        put(text, 14, 2, ofDay / 60 % 60);
        text[16] = ':';
        put(text, 17, 2, ofDay % 60);
        int length = DATE_TIME_LENGTH;
        if (nanos != 0) {
            text[length++] = '.';
            int fraction = nanos;
            int count = 9;
            while (fraction % 1_000 == 0) {
                fraction /= 1_000;
                count -= 3;
            }
            put(text, length, count, fraction);
            length += count;
        }
        text[length++] = 'Z';
        assert length == text.length;
        return text;
    }

    private static int length(int nanos) {
        int digits = nanos == 0 ? 0 : nanos % 1_000 != 0 ? 9 : nanos % 1_000_000 != 0 ? 6 : 3;
        return DATE_TIME_LENGTH + (digits == 0 ? 0 : 1 + digits) + 1;
    }

    private static void put(byte[] text, int offset, int count, int value) {
        int rest = value;
        for (int i = offset + count - 1; i >= offset; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /// The number between two offsets, or -1 if a character is no digit.
    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isTime(int hour, int minute) {
        return hour >= 0 && hour < 24 && isBelow60(minute);
    }

    private static boolean isBelow60(int value) {
        return value >= 0 && value < 60;
    }

    private static boolean isInRange(long seconds) {
        return seconds >= MIN_SECONDS && seconds <= MAX_SECONDS;
    }

    private static boolean isDay(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1) {
            return false;
        }
        int length =
                switch (month) {
                    case 2 -> isLeap(year) ? 29 : 28;
                    case 4, 6, 9, 11 -> 30;
                    default -> 31;
                };
        return day <= length;
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    private static long daysSinceEpoch(int year, int month, int day) {
        int marchYear = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(marchYear, 400);
        int yearOfEra = marchYear - era * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }
}
