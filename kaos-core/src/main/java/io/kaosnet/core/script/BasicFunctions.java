package io.kaosnet.core.script;

import io.kaosnet.core.clock.Clock;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/// Logging, JSON, time, the shared cache and measurements.
final class BasicFunctions {
    private BasicFunctions() {}

    static void bind(
            ScriptFunctions functions, Clock clock, LocalCache cache, ScriptMetrics metrics) {
        logging(functions.area("Logging"));
        values(functions.area("JSON and time"), clock);
        cache(functions.area("Shared cache"), cache);
        metrics(functions.area("Metrics"), metrics);
    }

    private static void logging(ScriptFunctions.Area area) {
        logger(area, "logger_debug", Level.DEBUG);
        logger(area, "logger_info", Level.INFO);
        logger(area, "logger_warn", Level.WARN);
        logger(area, "logger_error", Level.ERROR);
    }

    private static void logger(ScriptFunctions.Area area, String name, Level level) {
        area.add(
                name,
                "message:string, vars:any?",
                "",
                "Writes a line to the server's log, with the variables of a table behind it.",
                (call, args) -> {
                    Logger logger = call.context().logger();
                    if (logger.isEnabledForLevel(level)) {
                        Object vars = args.any(1);
                        logger.atLevel(level)
                                .log(vars == null ? args.text(0) : args.text(0) + shown(vars));
                    }
                    return null;
                });
    }

    private static String shown(Object vars) {
        if (!(vars instanceof Map<?, ?> map)) {
            return " " + Args.textOf(vars);
        }
        var text = new StringBuilder();
        map.forEach(
                (key, value) ->
                        text.append(' ')
                                .append(Args.textOf(key))
                                .append('=')
                                .append(
                                        value instanceof byte[] || value instanceof String
                                                ? Args.textOf(value)
                                                : ScriptJson.encodeText(value)));
        return text.toString();
    }

    private static void values(ScriptFunctions.Area area, Clock clock) {
        area.add(
                "json_encode",
                "value:any",
                "string",
                "A value as JSON. A table whose keys are numbers from 1 is a list, with null where one"
                        + " is missing; any other is an object, and so is one with more than 1024"
                        + " and three in four missing.",
                (_, args) -> ScriptJson.encode(args.any(0)));
        area.add(
                "json_decode",
                "jsonString:string",
                "any",
                "The value of a JSON text.",
                (_, args) -> ScriptJson.decode(args.bytes(0)));
        area.add(
                "time",
                "tbl:table?",
                "integer",
                "Milliseconds since 1970: of now, or of a table with year, month, day, hour, min,"
                        + " sec and msec in UTC.",
                (_, args) -> args.isNull(0) ? (Object) clock.nowMs() : time(args));
        area.add(
                "time_now",
                "",
                "integer",
                "Milliseconds since 1970.",
                (_, _) -> (Object) clock.nowMs());
    }

    private static @Nullable Object time(Args args) {
        Map<Object, @Nullable Object> table = args.map(0);
        for (String name : new String[] {"year", "month", "day"}) {
            if (table.get(name) == null) {
                throw args.bad(0, "field '" + name + "' missing in date table");
            }
        }
        try {
            // As in C, fields out of range carry over: month 13 is January.
            return LocalDateTime.of(field(table, "year", 0), 1, 1, 0, 0)
                                    .plusMonths(field(table, "month", 1) - 1L)
                                    .plusDays(field(table, "day", 1) - 1L)
                                    .plusHours(field(table, "hour", 12))
                                    .plusMinutes(field(table, "min", 0))
                                    .plusSeconds(field(table, "sec", 0))
                                    .toEpochSecond(ZoneOffset.UTC)
                            * 1000L
                    + field(table, "msec", 0);
        } catch (DateTimeException e) {
            throw args.bad(0, String.valueOf(e.getMessage()));
        }
    }

    private static int field(Map<?, ?> table, String name, int fallback) {
        return (int) ScriptTables.integer(table, name, fallback);
    }

    private static void cache(ScriptFunctions.Area area, LocalCache cache) {
        area.add(
                "localcache_get",
                "key:string, default:any?",
                "any",
                "The value that any script of this node has put under the key; the default when"
                        + " there is none.",
                (_, args) -> {
                    Object value = cache.get(args.text(0));
                    return value == null ? args.raw(1) : value;
                });
        area.add(
                "localcache_put",
                "key:string, value:any, ttl_sec:int?=0",
                "",
                "Keeps a copy of a value for all scripts of this node; 0 for as long as the server"
                        + " runs. nil deletes.",
                (_, args) -> {
                    Object value = args.raw(1);
                    if (value instanceof ScriptCallback) {
                        throw args.bad(1, "a value without functions expected");
                    }
                    if (value == null) {
                        cache.delete(args.text(0));
                    } else {
                        cache.put(args.text(0), value, args.integer(2));
                    }
                    return null;
                });
        area.add(
                "localcache_delete",
                "key:string",
                "",
                "Forgets a value.",
                (_, args) -> {
                    cache.delete(args.text(0));
                    return null;
                });
        area.add(
                "localcache_clear",
                "",
                "",
                "Forgets all values.",
                (_, _) -> {
                    cache.clear();
                    return null;
                });
    }

    private static void metrics(ScriptFunctions.Area area, ScriptMetrics metrics) {
        area.add(
                "metrics_counter_add",
                "name:string, tags:table?, delta:int",
                "",
                "Adds to a counter of the game's own.",
                (_, args) -> {
                    metrics.add(args.text(0), tags(args), args.integer(2));
                    return null;
                });
        area.add(
                "metrics_gauge_set",
                "name:string, tags:table?, value:number",
                "",
                "Sets a gauge of the game's own.",
                (_, args) -> {
                    metrics.set(args.text(0), tags(args), args.number(2));
                    return null;
                });
        area.add(
                "metrics_timer_record",
                "name:string, tags:table?, value:int",
                "",
                "Records a duration in nanoseconds.",
                (_, args) -> {
                    metrics.record(args.text(0), tags(args), args.integer(2));
                    return null;
                });
    }

    private static Map<String, String> tags(Args args) {
        return ScriptTables.textMap("tags", args.map(1));
    }
}
