package io.kaosnet.lua.vm;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.TimeZone;

/// Owned by one thread, used for one call. `os.date`: C's strftime in the locale "C".
final class DateFormat {
    static final LuaString DEFAULT = LuaString.constant("%c");

    /// What may follow the modifiers, which change nothing in this locale.
    private static final String AFTER_E = "cCxXyY";

    private static final String AFTER_O = "deHImMSuUVwWy";

    /// The longest text of one conversion, roughly.
    private static final int CONVERSION_BYTES = 32;

    private final ZonedDateTime time;
    private final LuaVm vm;
    private final StringBuilder out = new StringBuilder();

    DateFormat(ZonedDateTime time, LuaVm vm) {
        this.time = time;
        this.vm = vm;
    }

    int length() {
        return out.length();
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /// Appends the text of `format` from the offset `from`; null, or what is left of the format at
    /// the first unknown conversion. `isLenient` lets such a one stand as it is.
    String add(byte[] format, int from, boolean isLenient) {
        for (int i = from; i < format.length; i++) {
            if (format[i] != '%') {
                out.append((char) (format[i] & 0xff));
                continue;
            }
            int start = i++;
            vm.charge(CONVERSION_BYTES);
            vm.alloc(CONVERSION_BYTES);
            int c = i < format.length ? format[i] : 0;
            if (c == 'E' || c == 'O') {
                i++;
                int modified = i < format.length ? format[i] : 0;
                boolean isKnown = (c == 'E' ? AFTER_E : AFTER_O).indexOf(modified) >= 0;
                c = isKnown ? modified : 0;
            }
            if (c == 0 || !convert((char) c)) {
                String rest =
                        new String(
                                format, start, format.length - start, StandardCharsets.ISO_8859_1);
                if (!isLenient) {
                    return rest;
                }
                out.append('%');
                i = start;
            }
        }
        return null;
    }

    private boolean convert(char c) {
        switch (c) {
            case 'a' -> out.append(name(time.getDayOfWeek()), 0, 3);
            case 'A' -> out.append(name(time.getDayOfWeek()));
            case 'b', 'h' -> out.append(name(time.getMonth()), 0, 3);
            case 'B' -> out.append(name(time.getMonth()));
            case 'c' -> all("a b e T Y", ' ');
            case 'D', 'x' -> all("m d y", '/');
            case 'F' -> all("Y m d", '-');
            case 'r' -> {
                all("I M S", ':');
                out.append(' ');
                convert('p');
            }
            case 'R' -> all("H M", ':');
            case 'T', 'X' -> all("H M S", ':');
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case '%' -> out.append('%');
            case 'p' -> out.append(time.getHour() < 12 ? "AM" : "PM");
            case 'z' -> offset();
            case 'Z' -> out.append(zone());
            default -> {
                return number(c);
            }
        }
        return true;
    }

    /// Appends several conversions, given with blanks between, with `separator` between.
    private void all(String conversions, char separator) {
        for (int i = 0; i < conversions.length(); i++) {
            char c = conversions.charAt(i);
            if (c == ' ') {
                out.append(separator);
            } else {
                convert(c);
            }
        }
    }

    private boolean number(char c) {
        int year = time.getYear();
        int yearDay = time.getDayOfYear() - 1;
        int weekDay = time.getDayOfWeek().getValue() % 7;
        int hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
        switch (c) {
            case 'C' -> digits(Math.floorDiv(year, 100), 2, '0');
            case 'd' -> digits(time.getDayOfMonth(), 2, '0');
            case 'e' -> digits(time.getDayOfMonth(), 2, ' ');
            case 'g' -> digits(Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100), 2, '0');
            case 'G' -> out.append(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> digits(time.getHour(), 2, '0');
            case 'I' -> digits(hour12, 2, '0');
            case 'j' -> digits(yearDay + 1, 3, '0');
            case 'm' -> digits(time.getMonthValue(), 2, '0');
            case 'M' -> digits(time.getMinute(), 2, '0');
            case 'S' -> digits(time.getSecond(), 2, '0');
            case 'u' -> out.append(time.getDayOfWeek().getValue());
            case 'U' -> digits((yearDay + 7 - weekDay) / 7, 2, '0');
            case 'V' -> digits(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0');
            case 'w' -> out.append(weekDay);
            case 'W' -> digits((yearDay + 7 - (weekDay + 6) % 7) / 7, 2, '0');
            case 'y' -> digits(Math.floorMod(year, 100), 2, '0');
            case 'Y' -> out.append(year);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void digits(int n, int width, char fill) {
        String text = Integer.toString(n);
        out.repeat(fill, Math.max(0, width - text.length())).append(text);
    }

    private static String name(Enum<?> dayOrMonth) {
        String name = dayOrMonth.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private void offset() {
        int minutes = time.getOffset().getTotalSeconds() / 60;
        out.append(minutes < 0 ? '-' : '+');
        digits(Math.abs(minutes) / 60, 2, '0');
        digits(Math.abs(minutes) % 60, 2, '0');
    }

    private String zone() {
        if (time.getZone() == ZoneOffset.UTC) {
            return "GMT";
        }
        return TimeZone.getTimeZone(time.getZone())
                .getDisplayName(
                        time.getZone().getRules().isDaylightSavings(time.toInstant()),
                        TimeZone.SHORT,
                        Locale.ROOT);
    }
}
