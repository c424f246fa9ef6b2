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
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeContext.Mode;
import io.kaosnet.scripting.LuaScripts;
import io.kaosnet.scripting.ScriptConfig;
import io.kaosnet.scripting.functions.ToolFunctions;
import io.kaosnet.server.config.RuntimeConfig;
import io.kaosnet.server.console.ConsoleServer;
import io.kaosnet.server.metrics.ServerMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the functions and the source of scripts, and what the console tells of them. Owned by the
/// thread that starts the server.
final class GameScripts {
    private static final int MAX_LISTED = 100;
    private static final Logger LOG = LoggerFactory.getLogger(GameScripts.class);

    private GameScripts() {}

    /// The functions that need no feature; features add theirs before modules load.
    static ScriptFunctions functions(HttpRules http, ServerMetrics metrics, Clock clock) {
        return StandardFunctions.create(clock, metrics.scriptMetrics(), http);
    }

    static void bindTools(RuntimeConfig config, ScriptFunctions functions, Database database) {
        ToolFunctions.bind(
                functions,
                config.path(),
                ToolFunctions.nested(config.open()),
                config.mayUseSql() ? new DirectSql(database) : null);
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
            ScriptConfig config,
            ScriptFunctions functions,
            Function<Mode, RuntimeContext> contexts,
            ServerMetrics metrics) {
        return new LuaScripts(config, functions, contexts, metrics.scripts());
    }
}
