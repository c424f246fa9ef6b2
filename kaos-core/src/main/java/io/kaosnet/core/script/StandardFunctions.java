package io.kaosnet.core.script;

import io.kaosnet.core.clock.Clock;

/// Puts the table of functions together.
public final class StandardFunctions {
    private static final int CACHE_CAPACITY = 100_000;

    private StandardFunctions() {}

    public static ScriptFunctions create(Clock clock, ScriptMetrics metrics, HttpRules http) {
        var functions = new ScriptFunctions();
        RegisterFunctions.bind(functions);
        BasicFunctions.bind(functions, clock, new LocalCache(clock, CACHE_CAPACITY), metrics);
        CryptoFunctions.bind(functions);
        HttpFunctions.bind(functions, http);
        ContextFunctions.bind(functions);
        ServerFunctions.bind(functions);
        functions
                .alias("uuid", "uuid_v4")
                .alias("room_create", "match_create")
                .alias("room_get", "match_get")
                .alias("session_kick", "session_disconnect")
                .alias("presence_list", "stream_user_list")
                .alias("presence_count", "stream_count");
        return functions;
    }
}
