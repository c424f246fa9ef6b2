package io.kaosnet.server.config;

import io.kaosnet.core.script.HttpRules;
import io.kaosnet.lua.vm.Dialect;
import io.kaosnet.scripting.ScriptConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/// How the game's code runs. Immutable.
///
/// @param path of its modules
/// @param env what is given to it
/// @param isWatched whether it is loaded anew when it changes
/// @param mayUseSql whether scripts may query the database
/// @param http what scripts may ask other servers
/// @param open every key that is no secret, for scripts
public record RuntimeConfig(
        Path path,
        Map<String, String> env,
        boolean isWatched,
        boolean mayUseSql,
        int eventQueueCapacity,
        int eventWorkers,
        HttpRules http,
        ScriptConfig scripts,
        Map<String, Object> open) {
    static RuntimeConfig of(Settings settings) {
        return new RuntimeConfig(
                Path.of(settings.text("runtime.path")),
                env(settings),
                settings.flag("runtime.watch"),
                settings.flag("runtime.sql"),
                settings.integer("runtime.event_queue_size", 1, 1_000_000),
                settings.integer("runtime.event_queue_workers", 1, 1000),
                new HttpRules(
                        settings.list("runtime.http_allowed_hosts"),
                        settings.integer("runtime.http_max_response_bytes", 1, 1 << 30),
                        HttpRules.DEFAULT.maxRequests()),
                scripts(settings),
                settings.open());
    }

    /// Of two values for one name the last one holds.
    private static Map<String, String> env(Settings settings) {
        return settings.pairs("runtime.env").stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, Map.Entry::getValue, (_, last) -> last));
    }

    private static ScriptConfig scripts(Settings settings) {
        return new ScriptConfig(
                Path.of(settings.text("runtime.path")),
                Dialect.of(settings.text("runtime.lua_dialect")),
                settings.integer("runtime.lua_max_count", 1, 100_000),
                settings.integer("runtime.lua_wait_ms", 0, 600_000),
                settings.integer("runtime.hook_time_ms", 1, 600_000),
                settings.integer("runtime.rpc_time_ms", 1, 600_000),
                settings.integer("runtime.load_time_ms", 1, 600_000),
                settings.whole("runtime.memory_bytes", 1 << 20, 1L << 40),
                settings.whole("match.memory_bytes", 1 << 20, 1L << 40),
                settings.flag("runtime.lua_api_stacktrace"));
    }

    @Override
    public String toString() {
        return "RuntimeConfig[path=" + path + ", env=***]";
    }
}
