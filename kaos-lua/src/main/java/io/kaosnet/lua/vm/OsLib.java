package io.kaosnet.lua.vm;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/// Immutable. What a sandbox has of the library `os`: clocks and dates, in the time zone of the
/// server.
final class OsLib {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private OsLib() {}

    static LuaLibrary library() {
        return LuaLibrary.named("os").late(OsLib::function, "clock date difftime getenv time");
    }

    /// A function by its name, for [LuaLibrary#late].
    private static HostFunction function(String name) {
        return switch (name) {
            case "clock" -> _ -> cpuTimeNs() / 1e9;
            case "date" -> OsLib::date;
            case "difftime" -> OsLib::difference;
            case "getenv" -> OsLib::noVariable;
            case "time" -> OsLib::time;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// CPU time of the script's thread; of the process where the thread is a virtual one, which has
    /// none of its own.
    private static long cpuTimeNs() {
        if (!Thread.currentThread().isVirtual() && THREADS.isCurrentThreadCpuTimeSupported()) {
            return THREADS.getCurrentThreadCpuTime();
        }
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /// The environment is the host's: no variable is set in the sandbox.
    private static Object noVariable(Args args) {
        args.string(1);
        return null;
    }

    private static Object difference(Args args) {
        if (args.vm().is51) {
            double before = args.number(2, 0); // read first, as the reference does
            return args.number(1) - before;
        }
        return (double) (args.integer(1) - args.integer(2));
    }

    private static long nowSeconds() {
        return System.currentTimeMillis() / 1000;
    }

    // ---- time

    private static Object time(Args args) {
        if (args.isNil(1)) {
            return nowSeconds();
        }
        LuaTable t = args.table(1);
        if (args.vm().is51) {
            field(args, t, "day", Long.MIN_VALUE); // the first one that is missed there
        }
        long year = field(args, t, "year", Long.MIN_VALUE);
        long month = field(args, t, "month", Long.MIN_VALUE);
        long day = field(args, t, "day", Long.MIN_VALUE);
        long hour = field(args, t, "hour", 12);
        long minute = field(args, t, "min", 0);
        long second = field(args, t, "sec", 0);
        try {
            ZonedDateTime time =
                    LocalDateTime.of(Math.toIntExact(year), 1, 1, 0, 0)
                            .plusMonths(month - 1)
                            .plusDays(day - 1)
                            .plusHours(hour)
                            .plusMinutes(minute)
                            .plusSeconds(second)
                            .atZone(ZoneId.systemDefault());
            if (!args.vm().is51) {
                fill(t, time);
            }
            return time.toEpochSecond();
        } catch (DateTimeException | ArithmeticException _) {
            throw args.error("time result cannot be represented in this installation");
        }
    }

    /// An integer field of a date table; `otherwise` is [Long#MIN_VALUE] for one that must be.
    private static long field(Args args, LuaTable t, String name, long otherwise) {
        Object v = Indexing.index(t, LuaString.constant(name), args.function());
        Object n = Ops.tonumber(v);
        if (n instanceof Double d && (Arith.isInteger(d) || args.vm().is51)) {
            n = (long) (double) d;
        }
        if (!(n instanceof Long value)) {
            if (v != null && !args.vm().is51) {
                throw args.error("field '" + name + "' is not an integer");
            }
            if (otherwise == Long.MIN_VALUE) {
                throw args.error("field '" + name + "' missing in date table");
            }
            return otherwise;
        }
        if (value != (int) (long) value) {
            throw args.error("field '" + name + "' is out-of-bound");
        }
        return value;
    }

    private static void fill(LuaTable t, ZonedDateTime time) {
        t.put("year", (long) time.getYear());
        t.put("month", (long) time.getMonthValue());
        t.put("day", (long) time.getDayOfMonth());
        t.put("hour", (long) time.getHour());
        t.put("min", (long) time.getMinute());
        t.put("sec", (long) time.getSecond());
        t.put("yday", (long) time.getDayOfYear());
        t.put("wday", time.getDayOfWeek().getValue() % 7 + 1L);
        t.put("isdst", time.getZone().getRules().isDaylightSavings(time.toInstant()));
    }

    // ---- date

    private static Object date(Args args) {
        byte[] format = args.string(1, DateFormat.DEFAULT).bytes;
        long seconds = args.integer(2, nowSeconds());
        int from = format.length > 0 && format[0] == '!' ? 1 : 0;
        ZonedDateTime time = at(args, seconds, from == 1 ? ZoneOffset.UTC : ZoneId.systemDefault());
        if (format.length >= from + 2 && format[from] == '*' && format[from + 1] == 't') {
            LuaTable t = args.vm().newTable(0, 9);
            fill(t, time);
            return t;
        }
        args.vm().charge(format.length);
        var text = new DateFormat(time, args.vm());
        String unknown = text.add(format, from, args.vm().is51);
        if (unknown != null) {
            throw args.argumentError(1, "invalid conversion specifier '" + unknown + "'");
        }
        args.vm().allocString(text.length());
        return LuaString.latin1(text.toString());
    }

    private static ZonedDateTime at(Args args, long seconds, ZoneId zone) {
        try {
            return Instant.ofEpochSecond(seconds).atZone(zone);
        } catch (DateTimeException _) {
            throw args.error("date result cannot be represented in this installation");
        }
    }
}
