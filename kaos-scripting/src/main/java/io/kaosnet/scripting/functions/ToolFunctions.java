package io.kaosnet.scripting.functions;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.db.DirectSql;
import io.kaosnet.core.job.Cron;
import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Schedules, files beside the modules, the configuration, and SQL where it is allowed.
public final class ToolFunctions {
    private static final long MAX_FILE_BYTES = 16 << 20;

    private ToolFunctions() {}

    /// @param folder of the modules
    /// @param config what modules may know of the configuration
    /// @param sql null where it is not allowed
    public static void bind(
            ScriptFunctions functions,
            Path folder,
            Map<Object, @Nullable Object> config,
            @Nullable DirectSql sql) {
        schedules(functions.area("JSON and time"));
        functions
                .area("Context")
                .add(
                        "get_config",
                        "",
                        "table",
                        "The server's configuration without its secrets, nested as in the file.",
                        (_, _) -> config)
                .addBlocking(
                        "file_read",
                        "path:string",
                        "string",
                        "The content of a file below the modules' folder, at most 16 MB.",
                        (_, args) -> read(folder, args));
        sql(functions.area("SQL"), sql);
    }

    private static void schedules(ScriptFunctions.Area area) {
        area.add(
                        "cron_next",
                        "expression:string, timestamp:int",
                        "integer",
                        "When a schedule is due next after a time, both in seconds since 1970.",
                        (_, args) -> (Object) cron(args).nextSec(args.integer(1)))
                .add(
                        "cron_prev",
                        "expression:string, timestamp:int",
                        "integer",
                        "When a schedule was due last before a time.",
                        (_, args) -> (Object) cron(args).previousSec(args.integer(1) - 1));
    }

    private static Cron cron(Args args) {
        try {
            return Cron.parse(args.text(0));
        } catch (IllegalArgumentException e) {
            throw args.bad(0, String.valueOf(e.getMessage()));
        } catch (ApiException e) {
            throw args.bad(0, e.text());
        }
    }

    private static Object read(Path folder, Args args) {
        String name = args.text(0);
        try {
            Path root = folder.toRealPath();
            Path file = root.resolve(name).toRealPath();
            if (!file.startsWith(root)) {
                throw args.bad(0, "a path below the modules' folder expected");
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ScriptException("file_read: " + name + " has more than 16 MB");
            }
            return Files.readAllBytes(file);
        } catch (IOException | IllegalArgumentException _) {
            throw new ScriptException("file_read: cannot read " + name);
        }
    }

    private static void sql(ScriptFunctions.Area area, @Nullable DirectSql sql) {
        area.addBlocking(
                        "sql_exec",
                        "query:string, parameters:table?",
                        "integer",
                        "Changes the database and returns how many rows were touched. Only with the"
                                + " setting `runtime.sql`; `$1` stands for the first parameter.",
                        (_, args) -> (Object) allowed(sql).execute(args.text(0), parameters(args)))
                .addBlocking(
                        "sql_query",
                        "query:string, parameters:table?",
                        "table",
                        "Reads at most 10,000 rows, each a table by column; times in seconds. Only"
                                + " with the setting `runtime.sql`.",
                        (_, args) -> allowed(sql).query(args.text(0), parameters(args)));
    }

    private static List<@Nullable Object> parameters(Args args) {
        List<@Nullable Object> parameters = args.list(1);
        for (Object parameter : parameters) {
            if (parameter instanceof Map || parameter instanceof List) {
                throw args.bad(1, "texts, numbers and booleans expected");
            }
        }
        return parameters;
    }

    private static DirectSql allowed(@Nullable DirectSql sql) {
        if (sql == null) {
            throw new ScriptException("SQL is not allowed on this server (setting runtime.sql)");
        }
        return sql;
    }

    /// `a.b: c` as nested tables.
    public static Map<Object, @Nullable Object> nested(Map<String, ?> flat) {
        Map<Object, @Nullable Object> root = ScriptTables.table();
        flat.forEach(
                (name, value) -> {
                    Map<Object, @Nullable Object> table = root;
                    String[] steps = name.split("\\.", -1);
                    for (int i = 0; i < steps.length - 1; i++) {
                        table = below(table, steps[i]);
                    }
                    table.put(steps[steps.length - 1], value);
                });
        return root;
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, @Nullable Object> below(
            Map<Object, @Nullable Object> table, String name) {
        if (!(table.get(name) instanceof Map)) {
            table.put(name, ScriptTables.table());
        }
        return (Map<Object, @Nullable Object>) Objects.requireNonNull(table.get(name));
    }
}
