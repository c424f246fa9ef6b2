package io.kaosnet.runtime.test;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.kaosnet.core.module.HookId;
import io.kaosnet.core.script.ScriptMessages;
import io.kaosnet.lua.vm.Args;
import io.kaosnet.lua.vm.HostFunction;
import io.kaosnet.lua.vm.LuaString;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.lua.vm.LuaVm;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.runtime.Matches;
import io.kaosnet.runtime.Matches.MatchInfo;
import io.kaosnet.runtime.RuntimeError;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A game and its players as a test in Lua sees them. Owned by the test's thread.
final class LuaGame {
    private final LuaVm vm;
    private final GameTest game;

    private LuaGame(LuaVm vm, GameTest game) {
        this.vm = vm;
        this.game = game;
    }

    static LuaTable table(LuaVm vm, GameTest game) {
        return new LuaGame(vm, game).table();
    }

    /// Refusals become errors of the script.
    private void put(LuaTable table, String name, HostFunction body) {
        table.put(
                name,
                vm.function(
                        name,
                        args -> {
                            try {
                                return body.call(args);
                            } catch (RuntimeError e) {
                                throw args.error(LuaTests.text(e));
                            } catch (IllegalArgumentException e) {
                                throw args.error(String.valueOf(e.getMessage()));
                            }
                        }));
    }

    private LuaTable table() {
        LuaTable table = vm.newTable();
        put(table, "player", args -> player(game.player(args.text(1), texts(args, 2))));
        put(table, "rpc", args -> LuaString.of(game.rpc(args.text(1), args.text(2, ""))));
        put(
                table,
                "run",
                args -> {
                    game.run(Duration.ofMillis(args.integer(1)));
                    return Args.none();
                });
        put(table, "now_ms", _ -> (Object) game.nowMs());
        put(
                table,
                "create_match",
                args -> LuaString.of(game.createMatch(args.text(1), params(args))));
        put(table, "match", args -> match(game.match(args.text(1))));
        put(table, "signal", args -> LuaString.of(game.signal(args.text(1), args.text(2, ""))));
        put(
                table,
                "reload",
                _ -> {
                    game.reload();
                    return Args.none();
                });
        put(
                table,
                "restart",
                _ -> {
                    game.restart();
                    return Args.none();
                });
        return table;
    }

    private @Nullable Object match(@Nullable MatchInfo match) {
        if (match == null) {
            return null;
        }
        LuaTable table = vm.newTable();
        table.put("match_id", LuaString.of(match.matchId()));
        table.put("label", LuaString.of(match.label()));
        table.put("size", (long) match.size());
        table.put("tick_rate", (long) match.tickRateHz());
        table.put("handler_name", LuaString.of(match.handlerName()));
        return table;
    }

    private LuaTable player(TestPlayer player) {
        LuaTable table = vm.newTable();
        table.put("user_id", LuaString.of(player.userId()));
        table.put("session_id", LuaString.of(player.sessionId()));
        table.put("username", LuaString.of(player.username()));
        put(table, "rpc", args -> LuaString.of(player.rpc(args.text(1), args.text(2, ""))));
        put(
                table,
                "join",
                args -> {
                    player.join(args.text(1), texts(args, 2));
                    return Args.none();
                });
        put(
                table,
                "leave",
                args -> {
                    player.leave(args.text(1));
                    return Args.none();
                });
        put(
                table,
                "send",
                args -> {
                    byte[] data = args.string(3, LuaString.of("")).toBytes();
                    player.sendData(args.text(1), args.integer(2), data);
                    return Args.none();
                });
        put(
                table,
                "matchmaker_add",
                args ->
                        LuaString.of(
                                player.addMatchmaker(
                                        args.text(1),
                                        (int) args.integer(2),
                                        (int) args.integer(3))));
        put(table, "match_data", _ -> matchData(player));
        put(table, "received", _ -> received(player));
        put(table, "before", args -> before(player, args));
        put(
                table,
                "drop",
                _ -> {
                    player.drop();
                    return Args.none();
                });
        put(table, "is_disconnected", _ -> (Object) player.isDisconnected());
        return table;
    }

    private Object matchData(TestPlayer player) {
        LuaTable list = vm.newTable();
        long index = 1;
        for (MatchData data : player.matchData()) {
            LuaTable one = vm.newTable();
            one.put("match_id", LuaString.of(data.getMatchId()));
            one.put("op_code", data.getOpCode());
            one.put("data", LuaString.of(data.getData().toByteArray()));
            if (data.hasPresence()) {
                one.put("user_id", LuaString.of(data.getPresence().getUserId()));
            }
            list.putInt(index++, one);
        }
        return list;
    }

    private Object received(TestPlayer player) {
        LuaTable list = vm.newTable();
        long index = 1;
        for (Envelope envelope : player.received()) {
            list.putInt(index++, vm.toLua(ScriptMessages.table(envelope)));
        }
        return list;
    }

    /// Runs a before hook alone: the request that goes on, or nil when it is refused.
    private @Nullable Object before(TestPlayer player, Args args) {
        if (!(HookId.find(args.text(1)) instanceof HookId.Request target)) {
            throw args.argumentError(1, "expected a call's name");
        }
        Message.Builder request = DynamicMessage.newBuilder(target.input());
        if (!args.isNil(2) && LuaVm.toJava(args.table(2)) instanceof Map<?, ?> fields) {
            ScriptMessages.merge(fields, request);
        }
        Message changed = player.before(target.name(), request.build());
        return changed == null ? null : vm.toLua(ScriptMessages.table(changed));
    }

    private static Map<String, String> texts(Args args, int index) {
        Map<String, String> texts = new LinkedHashMap<>();
        values(args, index).forEach((name, value) -> texts.put(name, String.valueOf(value)));
        return texts;
    }

    private static Map<String, Object> params(Args args) {
        return args.isNil(2) ? Matches.NO_PARAMS : values(args, 2);
    }

    private static Map<String, Object> values(Args args, int index) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!args.isNil(index) && LuaVm.toJava(args.table(index)) instanceof Map<?, ?> fields) {
            fields.forEach(
                    (name, value) -> {
                        if (value != null) {
                            values.put(String.valueOf(name), value);
                        }
                    });
        }
        return values;
    }
}
