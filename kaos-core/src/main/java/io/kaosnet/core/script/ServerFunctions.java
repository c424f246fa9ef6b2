package io.kaosnet.core.script;

import com.google.protobuf.ByteString;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.runtime.Matches;
import io.kaosnet.runtime.Matches.MatchInfo;
import io.kaosnet.runtime.Streams;
import io.kaosnet.runtime.Streams.Stream;
import io.kaosnet.runtime.Streams.StreamPresence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Matches, streams and sessions.
final class ServerFunctions {
    private static final int MAX_ROOMS = 100;

    private ServerFunctions() {}

    static void bind(ScriptFunctions functions) {
        matches(functions.area("Matches"));
        sessions(functions.area("Sessions"));
        streams(functions.area("Streams"));
        presences(functions.area("Streams"));
    }

    // ---- matches

    private static void matches(ScriptFunctions.Area area) {
        area.add(
                "match_create",
                "module:string, params:any?",
                "string",
                "Makes an authoritative match with the named handler and returns its id.",
                ServerFunctions::createMatch);
        area.add(
                "match_get",
                "id:string",
                "table",
                "A match as listings show it; nil when there is none.",
                (call, args) -> {
                    MatchInfo match = call.context().server().matches().find(args.text(0));
                    return match == null ? null : matchTable(match);
                });
        area.add(
                "match_list",
                "limit:int?=1, authoritative:any?, label:any?, minSize:any?, maxSize:any?,"
                        + " query:any?",
                "table",
                "Matches: with this label, of these sizes, or found by a query; at most 10,000.",
                ServerFunctions::listMatches);
        area.add(
                "room_list",
                "query:any?, authoritative:any?, label:any?, minSize:any?, maxSize:any?",
                "table",
                "Matches that a query finds, at most 100; all of them without one. With a number in"
                        + " its place at most so many.",
                ServerFunctions::listRooms);
        area.add(
                "room_send",
                "id:string, opCode:int, data:string?",
                "",
                "Sends data to all who are in a match on this node, without the match.",
                (call, args) -> {
                    send(call, args);
                    return null;
                });
        area.addBlocking(
                "match_signal",
                "id:string, data:string?",
                "string",
                "Sends a signal to a match and waits for its answer.",
                (call, args) ->
                        call.context().server().matches().signal(args.text(0), args.text(1)));
    }

    /// The handler's `init` runs within the call, on a budget of its own.
    private static String createMatch(ScriptCall call, Args args) {
        Map<String, Object> params = params(args.any(1), args);
        long startNs = System.nanoTime();
        try {
            return call.context().server().matches().create(args.text(0), params);
        } finally {
            call.afterWaiting(System.nanoTime() - startNs);
        }
    }

    /// Data from the server to all who are in a match.
    private static void send(ScriptCall call, Args args) {
        String id = args.text(0);
        int dot = id.indexOf('.');
        if (dot < 0) {
            throw args.bad(0, "expects a match id");
        }
        String node = id.substring(dot + 1);
        Envelope.Builder envelope = Envelope.newBuilder();
        envelope.getMatchDataBuilder()
                .setMatchId(id)
                .setOpCode(args.integer(1))
                .setData(ByteString.copyFrom(args.bytes(2)))
                .setReliable(true);
        int mode = node.isEmpty() ? StreamMode.MATCH_RELAYED : StreamMode.MATCH_AUTHORITATIVE;
        door(call)
                .sendRaw(
                        new Stream(mode, id.substring(0, dot), "", node),
                        envelope.build(),
                        null,
                        true);
    }

    private static Map<String, Object> params(@Nullable Object given, Args args) {
        if (given == null) {
            return Matches.NO_PARAMS;
        }
        Map<String, Object> params = new LinkedHashMap<>();
        switch (given) {
            case Map<?, ?> map ->
                    map.forEach(
                            (key, value) -> {
                                if (value != null) {
                                    params.put(Args.textOf(key), value);
                                }
                            });
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    Object value = list.get(i);
                    if (value != null) {
                        params.put(String.valueOf(i + 1), value);
                    }
                }
            }
            default -> throw args.bad(1, "table or nil expected");
        }
        return params;
    }

    private static Object listMatches(ScriptCall call, Args args) {
        return list(call, args, args.smallInteger(0), textOrNull(args.any(5)));
    }

    private static Object listRooms(ScriptCall call, Args args) {
        return switch (args.any(0)) {
            case Number limit -> list(call, args, limit.intValue(), null);
            case String query -> list(call, args, MAX_ROOMS, query);
            case null -> list(call, args, MAX_ROOMS, null);
            default -> throw args.bad(0, "string or number expected");
        };
    }

    /// What nothing can be found for is an empty list, as modules expect.
    private static Object list(ScriptCall call, Args args, int limit, @Nullable String query) {
        Boolean authoritative = args.any(1) instanceof Boolean flag ? flag : null;
        String label = textOrNull(args.any(2));
        boolean wantsRelayed = Boolean.FALSE.equals(authoritative);
        if (limit == 0 || (wantsRelayed && (label != null || query != null))) {
            return List.of();
        }
        var filter =
                new Matches.Filter(
                        Math.min(limit, Matches.MAX_LISTED),
                        authoritative,
                        label,
                        sizeOrNull(args, 3),
                        sizeOrNull(args, 4),
                        query,
                        null);
        List<Object> tables = new ArrayList<>();
        for (MatchInfo match : call.context().server().matches().list(filter).matches()) {
            tables.add(matchTable(match));
        }
        return tables;
    }

    private static @Nullable String textOrNull(@Nullable Object value) {
        return value == null ? null : Args.textOf(value);
    }

    private static @Nullable Integer sizeOrNull(Args args, int index) {
        return switch (args.any(index)) {
            case null -> null;
            case Number number -> number.intValue();
            default -> throw args.bad(index, "number expected");
        };
    }

    /// A relayed match has neither label nor handler.
    private static Object matchTable(MatchInfo match) {
        boolean isHosted = match.authoritative();
        return ScriptTables.table(
                "match_id",
                match.matchId(),
                "authoritative",
                isHosted,
                "label",
                isHosted ? match.label() : null,
                "size",
                (long) match.size(),
                "tick_rate",
                isHosted ? (Object) (long) match.tickRateHz() : null,
                "handler_name",
                isHosted ? match.handlerName() : null);
    }

    // ---- sessions

    private static void sessions(ScriptFunctions.Area area) {
        area.add(
                "session_disconnect",
                "sessionId:string, reason:int?=0",
                "",
                "Closes a socket.",
                (call, args) -> {
                    call.context().server().sessions().disconnect(args.text(0));
                    return null;
                });
        area.add(
                "session_list",
                "userId:string",
                "table",
                "The ids of a user's open sockets on this node, oldest first.",
                (call, args) ->
                        List.copyOf(call.context().server().sessions().ofUser(args.text(0))));
        area.addBlocking(
                "rpc",
                "id:string, payload:string?",
                "string",
                "Calls another registered function as the server.",
                (call, args) -> call.context().server().rpc(args.text(0), args.text(1)));
    }

    // ---- streams

    private static void streams(ScriptFunctions.Area area) {
        area.add(
                "stream_user_list",
                "stream:table, includeHidden:bool?=true, includeNotHidden:bool?=true",
                "table",
                "Who is on a stream.",
                (call, args) -> {
                    List<Object> tables = new ArrayList<>();
                    for (StreamPresence one :
                            door(call).list(stream(args, 0), args.flag(1), args.flag(2))) {
                        tables.add(presenceTable(one));
                    }
                    return tables;
                });
        area.add(
                "stream_count",
                "stream:table",
                "integer",
                "How many sessions are on a stream.",
                (call, args) -> (Object) (long) door(call).count(stream(args, 0)));
        area.add(
                "stream_close",
                "stream:table",
                "",
                "Takes everybody off a stream.",
                (call, args) -> {
                    door(call).close(stream(args, 0));
                    return null;
                });
        area.add(
                "stream_send",
                "stream:table, data:string, presences:table?, reliable:bool?=true",
                "",
                "Sends data to everybody on a stream, or to some.",
                (call, args) -> {
                    door(call)
                            .send(stream(args, 0), args.text(1), sessionIds(args, 2), args.flag(3));
                    return null;
                });
        area.add(
                "stream_send_raw",
                "stream:table, envelope:table, presences:table?, reliable:bool?=true",
                "",
                "Sends any message of the realtime protocol, in its fields' names.",
                (call, args) -> {
                    Envelope.Builder envelope = Envelope.newBuilder();
                    ScriptMessages.merge(args.map(1), envelope);
                    door(call)
                            .sendRaw(
                                    stream(args, 0),
                                    envelope.build(),
                                    sessionIds(args, 2),
                                    args.flag(3));
                    return null;
                });
    }

    private static void presences(ScriptFunctions.Area area) {
        String meta = ", hidden:bool?=false, persistence:bool?=true, status:string?";
        area.add(
                "stream_user_get",
                "userId:string, sessionId:string, stream:table",
                "table",
                "How a session is on a stream; nil when it is not.",
                (call, args) -> {
                    StreamPresence found =
                            door(call).find(stream(args, 2), args.text(0), args.text(1));
                    return found == null ? null : presenceTable(found);
                });
        area.add(
                "stream_user_join",
                "userId:string, sessionId:string, stream:table" + meta,
                "boolean",
                "Puts a session on a stream; false when it was there.",
                (call, args) ->
                        (Object)
                                door(call)
                                        .join(
                                                stream(args, 2),
                                                args.text(0),
                                                args.text(1),
                                                args.flag(3),
                                                args.flag(4),
                                                args.text(5)));
        area.add(
                "stream_user_update",
                "userId:string, sessionId:string, stream:table" + meta,
                "",
                "Changes how a session is on a stream.",
                (call, args) -> {
                    door(call)
                            .update(
                                    stream(args, 2),
                                    args.text(0),
                                    args.text(1),
                                    args.flag(3),
                                    args.flag(4),
                                    args.text(5));
                    return null;
                });
        area.add(
                "stream_user_leave",
                "userId:string, sessionId:string, stream:table",
                "",
                "Takes a session off a stream.",
                (call, args) -> {
                    door(call).leave(stream(args, 2), args.text(0), args.text(1));
                    return null;
                });
        area.add(
                "stream_user_kick",
                "presence:table, stream:table",
                "",
                "Takes a presence, with its user_id and session_id, off a stream.",
                (call, args) -> {
                    Map<?, ?> presence = args.map(0);
                    door(call)
                            .leave(
                                    stream(args, 1),
                                    ScriptTables.requiredText(presence, "user_id"),
                                    ScriptTables.requiredText(presence, "session_id"));
                    return null;
                });
    }

    private static Streams door(ScriptCall call) {
        return call.context().server().streams();
    }

    private static Stream stream(Args args, int index) {
        Map<?, ?> table = args.map(index);
        return new Stream(
                (int) ScriptTables.integer(table, "mode", 0),
                ScriptTables.text(table, "subject"),
                ScriptTables.text(table, "subcontext"),
                ScriptTables.text(table, "label"));
    }

    private static @Nullable List<String> sessionIds(Args args, int index) {
        if (args.isNull(index)) {
            return null;
        }
        List<String> ids = new ArrayList<>();
        for (Map<?, ?> presence : ScriptTables.tables("presences", args.list(index))) {
            ids.add(ScriptTables.requiredText(presence, "session_id"));
        }
        return ids;
    }

    private static Object presenceTable(StreamPresence presence) {
        return ScriptTables.table(
                "user_id", presence.userId(),
                "session_id", presence.sessionId(),
                "node_id", presence.node(),
                "node", presence.node(),
                "username", presence.username(),
                "hidden", presence.hidden(),
                "persistence", presence.persistence(),
                "status", presence.status());
    }
}
