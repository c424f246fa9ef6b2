package io.kaosnet.server;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DirectSql;
import io.kaosnet.core.match.HostedMatches;
import io.kaosnet.core.module.ModuleException;
import io.kaosnet.core.module.ModuleSource;
import io.kaosnet.core.module.Modules;
import io.kaosnet.core.script.HttpRules;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptJson;
import io.kaosnet.core.script.StandardFunctions;
import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeContext.Mode;
import io.kaosnet.scripting.LuaScripts;
import io.kaosnet.scripting.ScriptConfig;
import io.kaosnet.scripting.functions.ToolFunctions;
import io.kaosnet.server.config.Settings;
import io.kaosnet.server.console.ConsoleServer;
import io.kaosnet.server.metrics.ServerMetrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads how scripts run from the settings, and makes their functions. Owned by the thread that
/// starts the server.
final class GameScripts {
    private static final int MAX_LISTED = 100;
    private static final Logger LOG = LoggerFactory.getLogger(GameScripts.class);

    private GameScripts() {}

    /// The functions that need no feature; features add theirs before modules load.
    static ScriptFunctions functions(Settings settings, ServerMetrics metrics, Clock clock) {
        var rules =
                new HttpRules(
                        settings.list("runtime.http_allowed_hosts"),
                        (int) settings.whole("runtime.http_max_response_bytes", 1, 1 << 30),
                        HttpRules.DEFAULT.maxRequests());
        return StandardFunctions.create(clock, metrics.scriptMetrics(), rules);
    }

    static void bindTools(Settings settings, ScriptFunctions functions, Database database) {
        ToolFunctions.bind(
                functions,
                Path.of(settings.text("runtime.path")),
                ToolFunctions.nested(settings.open()),
                settings.flag("runtime.sql") ? new DirectSql(database) : null);
    }

    /// The matches that take most of the processor, in JSON.
    static String busiest(HostedMatches hosted) {
        List<Map<String, Object>> matches = new ArrayList<>();
        for (HostedMatches.Load load : hosted.busiest(MAX_LISTED)) {
            matches.add(
                    Map.of(
                            "match_id", load.matchId(),
                            "handler_name", load.handlerName(),
                            "label", load.label(),
                            "size", (long) load.size(),
                            "tick_rate", (long) load.tickRateHz(),
                            "busy_ms", load.busyMs(),
                            "input_depth", (long) load.inputDepth()));
        }
        return ScriptJson.encodeText(Map.of("matches", matches));
    }

    /// Loads the modules anew, when somebody asks for it.
    static ConsoleServer.Outcome reload(Modules modules) {
        try {
            int version = modules.load();
            return new ConsoleServer.Outcome(true, "{\"version\":" + version + "}");
        } catch (ModuleException e) {
            LOG.error("modules not loaded\n{}", e.getMessage());
            Map<String, Object> told = Map.of("error", String.valueOf(e.getMessage()));
            return new ConsoleServer.Outcome(false, ScriptJson.encodeText(told));
        }
    }

    static ModuleSource lua(
            Settings settings,
            ScriptFunctions functions,
            Function<Mode, RuntimeContext> contexts,
            ServerMetrics metrics) {
        return new LuaScripts(config(settings), functions, contexts, metrics.scripts());
    }

    private static ScriptConfig config(Settings settings) {
        return new ScriptConfig(
                Path.of(settings.text("runtime.path")),
                Dialect.of(settings.text("runtime.lua_dialect")),
                whole(settings, "runtime.lua_max_count", 1, 100_000),
                whole(settings, "runtime.lua_wait_ms", 0, 600_000),
                whole(settings, "runtime.hook_time_ms", 1, 600_000),
                whole(settings, "runtime.rpc_time_ms", 1, 600_000),
                whole(settings, "runtime.load_time_ms", 1, 600_000),
                settings.whole("runtime.memory_bytes", 1 << 20, 1L << 40),
                settings.whole("match.memory_bytes", 1 << 20, 1L << 40),
                settings.flag("runtime.lua_api_stacktrace"));
    }

    private static int whole(Settings settings, String name, int least, int most) {
        return (int) settings.whole(name, least, most);
    }
}
