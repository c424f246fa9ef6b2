package io.kaosnet.core.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// The texts that are indexed as dates: RFC 3339, `YYYY-MM-DDTHH:MM:SS`, `YYYY-MM-DD HH:MM:SS` and
/// `YYYY-MM-DD`; without a zone they are UTC. Parsed by hand, for every text of every document
/// passes here and most fail at the fifth character.
final class Dates {
    private static final int DATE_LENGTH = 10;
    private static final int TIME_LENGTH = 19;

    private Dates() {}

    static @Nullable Instant parse(String text) {
        int length = text.length();
        if (length < DATE_LENGTH || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return null;
        }
        if (length != DATE_LENGTH && length < TIME_LENGTH) {
            return null;
        }
        try {
            LocalDate date =
                    LocalDate.of(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2));
            if (length == DATE_LENGTH) {
                return date.atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            char separator = text.charAt(10);
            boolean isClock = text.charAt(13) == ':' && text.charAt(16) == ':';
            if (!isClock || (separator != 'T' && (separator != ' ' || length > TIME_LENGTH))) {
                return null;
            }
            LocalDateTime time =
                    date.atTime(digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2));
            return length == TIME_LENGTH ? time.toInstant(ZoneOffset.UTC) : withZone(text, time);
        } catch (DateTimeException | NumberFormatException _) {
            // Not a date after all: it stays a text.
            return null;
        }
    }

    /// Only RFC 3339: what a query's date range takes.
    static @Nullable Instant parseRfc3339(String text) {
        return text.length() > TIME_LENGTH ? parse(text) : null;
    }

    /// Reads `[.fraction](Z|+hh:mm|-hh:mm)` from the twentieth character on.
    private static @Nullable Instant withZone(String text, LocalDateTime time) {
        int position = TIME_LENGTH;
        int nanos = 0;
        if (text.charAt(position) == '.') {
            int scale = 100_000_000;
            int start = ++position;
            while (position < text.length() && isDigit(text.charAt(position))) {
                nanos += (text.charAt(position++) - '0') * scale;
                scale /= 10;
            }
            if (position == start || position == text.length()) {
                return null;
            }
        }
        int rest = text.length() - position;
        char sign = text.charAt(position);
        if (sign == 'Z' && rest == 1) {
            return time.plusNanos(nanos).toInstant(ZoneOffset.UTC);
        }
        if ((sign != '+' && sign != '-') || rest != 6 || text.charAt(position + 3) != ':') {
            return null;
        }
        int hours = digits(text, position + 1, 2);
        int minutes = digits(text, position + 4, 2);
        int seconds = (hours * 60 + minutes) * 60;
        ZoneOffset zone = ZoneOffset.ofTotalSeconds(sign == '-' ? -seconds : seconds);
        return time.plusNanos(nanos).toInstant(zone);
    }

    private static int digits(String text, int start, int count) {
        int number = 0;
        for (int i = start; i < start + count; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                throw new NumberFormatException();
            }
            number = number * 10 + c - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
