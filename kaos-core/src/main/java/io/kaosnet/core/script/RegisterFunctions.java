package io.kaosnet.core.script;

import io.kaosnet.core.script.ScriptCall.Registrar;
import io.kaosnet.core.script.ScriptCall.Registrar.Kind;
import org.jspecify.annotations.Nullable;

/// What modules register while they load.
final class RegisterFunctions {
    private RegisterFunctions() {}

    static void bind(ScriptFunctions functions) {
        ScriptFunctions.Area area = functions.area("Registration");
        area.add(
                "register_rpc",
                "fn:any, id:any",
                "",
                "Makes a function callable by clients and servers. It gets the context and the"
                        + " payload and returns a string, or a table, which is sent as JSON. The two arguments come in either order.",
                (call, args) -> register(call, args, Kind.RPC));
        named(area, "register_before", Kind.BEFORE, "before a call or a realtime message");
        named(area, "register_req_before", Kind.BEFORE, "before a call");
        named(area, "register_rt_before", Kind.BEFORE, "before a realtime message");
        named(area, "register_after", Kind.AFTER, "after a call or a realtime message");
        named(area, "register_req_after", Kind.AFTER, "after a call");
        named(area, "register_rt_after", Kind.AFTER, "after a realtime message");
        single(
                area,
                "register_matchmaker_matched",
                Kind.MATCHMAKER_MATCHED,
                "Called with the players that the matchmaker has put together; returns the id of"
                        + " the match they shall join, or nil for a relayed one.");
        single(
                area,
                "register_matchmaker_override",
                Kind.MATCHMAKER_OVERRIDE,
                "Called at each interval with the matches that could be made, each a list of"
                        + " players; returns those to make. Nothing is matched as it comes then.");
        single(
                area,
                "register_matchmaker_processor",
                Kind.MATCHMAKER_PROCESSOR,
                "Called at each interval with all players who wait; returns the matches to make,"
                        + " each a list of players. Nothing else makes matches then.");
        single(
                area,
                "register_tournament_end",
                Kind.TOURNAMENT_END,
                "Called when a tournament ends.");
        single(
                area,
                "register_tournament_reset",
                Kind.TOURNAMENT_RESET,
                "Called when a tournament starts its next period.");
        single(
                area,
                "register_leaderboard_reset",
                Kind.LEADERBOARD_RESET,
                "Called when a leaderboard is reset.");
        area.add(
                "register_storage_index_filter",
                "index:any, fn:any",
                "",
                "Lets a function say which objects an index takes in: it gets the object as a table"
                        + " and returns true or false.",
                (call, args) -> register(call, args, Kind.STORAGE_INDEX_FILTER));
        single(area, "register_shutdown", Kind.SHUTDOWN, "Called when the server stops.");
        single(
                area,
                "register_event",
                Kind.EVENT,
                "Called with each event: name, properties, timestamp, external.");
        single(area, "register_session_start", Kind.SESSION_START, "Called when a socket opened.");
        single(area, "register_session_end", Kind.SESSION_END, "Called when a socket closed.");
        single(
                area,
                "run_once",
                Kind.RUN_ONCE,
                "Runs a function once when the modules have loaded, on one virtual machine only.");
        area.add(
                "register_match",
                "name:string, handler:table",
                "",
                "Registers a match handler from a table of callbacks. A module file that returns"
                        + " such a table is registered by its name without this.",
                (call, args) -> {
                    registrar(call, "register_match").registerMatch(args.text(0), args.map(1));
                    return null;
                });
    }

    private static void named(ScriptFunctions.Area area, String name, Kind kind, String when) {
        area.add(
                name,
                "fn:any, id:any",
                "",
                "Runs a function "
                        + when
                        + ", as `MatchJoin` or `WriteStorageObjects`. The two arguments come in"
                        + " either order.",
                (call, args) -> register(call, args, kind));
    }

    private static void single(ScriptFunctions.Area area, String name, Kind kind, String doc) {
        area.add(
                name,
                "fn:function",
                "",
                doc,
                (call, args) -> {
                    registrar(call, name).register(kind, "", args.function(0));
                    return null;
                });
    }

    private static @Nullable Object register(ScriptCall call, Args args, Kind kind) {
        boolean isFunctionFirst = args.any(0) instanceof ScriptCallback;
        int function = isFunctionFirst ? 0 : 1;
        int id = 1 - function;
        if (!(args.any(id) instanceof String text) || text.isEmpty()) {
            throw args.bad(id, "id expected");
        }
        registrar(call, args.name()).register(kind, text, args.function(function));
        return null;
    }

    private static Registrar registrar(ScriptCall call, String name) {
        Registrar registrar = call.registrar();
        if (registrar == null) {
            throw new ScriptException(name + ": only while modules load");
        }
        return registrar;
    }
}
