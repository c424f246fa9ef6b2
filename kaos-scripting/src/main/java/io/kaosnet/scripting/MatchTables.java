package io.kaosnet.scripting;

import io.kaosnet.core.script.ContextFunctions;
import io.kaosnet.lua.vm.Args;
import io.kaosnet.lua.vm.LuaFunction;
import io.kaosnet.lua.vm.LuaString;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.runtime.Dispatcher;
import io.kaosnet.runtime.JoinRequest;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a match's callbacks are given, as tables of its machine: context, dispatcher, presences,
/// messages. Owned by the match.
final class MatchTables {
    private static final LuaString USER_ID = LuaString.constant("user_id");
    private static final LuaString SESSION_ID = LuaString.constant("session_id");
    private static final LuaString USERNAME = LuaString.constant("username");
    private static final LuaString NODE = LuaString.constant("node");
    private static final LuaString REASON = LuaString.constant("reason");
    private static final LuaString SENDER = LuaString.constant("sender");
    private static final LuaString OP_CODE = LuaString.constant("op_code");
    private static final LuaString DATA = LuaString.constant("data");
    private static final LuaString RELIABLE = LuaString.constant("reliable");
    private static final LuaString RECEIVE_TIME_MS = LuaString.constant("receive_time_ms");

    private final ScriptVm script;
    private final RuntimeContext runtime;
    private final LuaTable context;
    private final LuaTable dispatcher;
    private final Map<MatchPresence, LuaTable> senders = new HashMap<>();
    private @Nullable MatchContext match;
    private @Nullable String shownLabel;
    private int shownRateHz;

    MatchTables(ScriptVm script, RuntimeContext runtime) {
        this.script = script;
        this.runtime = runtime;
        this.context = script.vm.newTable();
        this.dispatcher = script.vm.newTable();
        set(dispatcher, "broadcast_message", this::broadcast);
        set(dispatcher, "broadcast_message_deferred", this::broadcastDeferred);
        set(dispatcher, "match_kick", this::kick);
        set(dispatcher, "match_label_update", this::updateLabel);
        if (script.vm.globals().get("kaos") instanceof LuaTable kaos) {
            set(kaos, "broadcast", this::seedBroadcast);
            set(kaos, "room_send", this::roomSend);
        }
    }

    private void set(LuaTable table, String name, io.kaosnet.lua.vm.HostFunction body) {
        LuaFunction function = script.vm.function(name, body);
        table.put(name, function);
    }

    /// The match is known from its first callback on.
    void begin(MatchContext owner) {
        match = owner;
        ContextFunctions.table(runtime)
                .forEach((key, value) -> context.put(String.valueOf(key), script.vm.toLua(value)));
        context.put("match_id", LuaString.of(owner.id()));
        context.put("match_node", LuaString.of(owner.node()));
    }

    private MatchContext match() {
        MatchContext owner = match;
        if (owner == null) {
            throw new IllegalStateException("a match's function before its init");
        }
        return owner;
    }

    LuaTable context() {
        MatchContext owner = match();
        String label = owner.label();
        if (!label.equals(shownLabel) || owner.tickRateHz() != shownRateHz) {
            shownLabel = label;
            shownRateHz = owner.tickRateHz();
            context.put("match_label", LuaString.of(label));
            context.put("match_tick_rate", (long) shownRateHz);
        }
        return context;
    }

    LuaTable dispatcher() {
        return dispatcher;
    }

    /// The context of a join attempt: the match's, and who wants to join.
    LuaTable joinContext(JoinRequest request) {
        LuaTable joiner = script.vm.newTable();
        ContextFunctions.table(runtime)
                .forEach((key, value) -> joiner.put(String.valueOf(key), script.vm.toLua(value)));
        MatchContext owner = match();
        joiner.put("match_id", LuaString.of(owner.id()));
        joiner.put("match_node", LuaString.of(owner.node()));
        joiner.put("match_label", LuaString.of(owner.label()));
        joiner.put("match_tick_rate", (long) owner.tickRateHz());
        joiner.put("user_id", LuaString.of(request.presence().userId()));
        joiner.put("username", LuaString.of(request.presence().username()));
        joiner.put("session_id", LuaString.of(request.presence().sessionId()));
        joiner.put("user_session_exp", request.sessionExpirySec());
        joiner.put("vars", script.vm.toLua(request.vars()));
        joiner.put("client_ip", LuaString.of(request.clientIp()));
        joiner.put("client_port", LuaString.of(String.valueOf(request.clientPort())));
        return joiner;
    }

    LuaTable presence(MatchPresence presence) {
        LuaTable table = script.vm.newTable(0, 5);
        table.put(USER_ID, LuaString.of(presence.userId()));
        table.put(SESSION_ID, LuaString.of(presence.sessionId()));
        table.put(USERNAME, LuaString.of(presence.username()));
        table.put(NODE, LuaString.of(presence.node()));
        table.put(REASON, (long) presence.reason().number());
        return table;
    }

    LuaTable presences(List<MatchPresence> presences) {
        LuaTable list = script.vm.newTable(presences.size(), 0);
        for (int i = 0; i < presences.size(); i++) {
            list.putInt(i + 1L, presence(presences.get(i)));
        }
        return list;
    }

    /// Forgets the table of a sender that is gone.
    void forget(MatchPresence presence) {
        senders.keySet().removeIf(one -> one.sessionId().equals(presence.sessionId()));
    }

    /// Hot. A sender's table is made once and the same for all its messages.
    LuaTable messages(List<MatchMessage> messages) {
        LuaTable list = script.vm.newTable(messages.size(), 0);
        for (int i = 0; i < messages.size(); i++) {
            MatchMessage message = messages.get(i);
            LuaTable table = script.vm.newTable(0, 5);
            table.put(SENDER, sender(message.sender()));
            table.put(OP_CODE, message.opCode());
            byte[] data = message.data();
            if (data.length > 0) {
                table.put(DATA, LuaString.wrap(data));
            }
            table.put(RELIABLE, message.isReliable());
            table.put(RECEIVE_TIME_MS, message.receiveTimeMs());
            list.putInt(i + 1L, table);
        }
        return list;
    }

    private LuaTable sender(MatchPresence presence) {
        LuaTable table = senders.get(presence);
        if (table == null) {
            table = presence(presence);
            senders.put(presence, table);
        }
        return table;
    }

    // ---- the dispatcher's functions

    private @Nullable Object broadcast(Args args) {
        match().dispatcher()
                .broadcast(
                        args.integer(1),
                        data(args, 2),
                        targets(args, 3),
                        senderOf(args, 4),
                        args.isNil(5) || args.truthy(5));
        return null;
    }

    private @Nullable Object broadcastDeferred(Args args) {
        try {
            match().dispatcher()
                    .broadcastDeferred(
                            args.integer(1),
                            data(args, 2),
                            targets(args, 3),
                            senderOf(args, 4),
                            args.isNil(5) || args.truthy(5));
            return null;
        } catch (RuntimeError e) {
            throw args.error(e.text());
        }
    }

    private static byte @Nullable [] data(Args args, int index) {
        return args.isNil(index) ? null : args.string(index).bytes();
    }

    /// Those of a list of presences who are members.
    private List<MatchPresence> members(LuaTable list) {
        List<MatchPresence> found = new ArrayList<>();
        List<MatchPresence> members = match().presences();
        long count = list.length();
        for (long i = 1; i <= count; i++) {
            LuaString id = sessionId(list.getInt(i));
            MatchPresence member = id == null ? null : member(members, id.toString());
            if (member != null) {
                found.add(member);
            }
        }
        return found;
    }

    /// nil is everybody; an empty table nobody. Who is no member is left out.
    private @Nullable List<MatchPresence> targets(Args args, int index) {
        if (args.isNil(index)) {
            return null;
        }
        LuaTable list = args.table(index);
        long count = list.length();
        for (long i = 1; i <= count; i++) {
            Object presence = list.getInt(i);
            if (presence != null && sessionId(presence) == null) {
                throw args.argumentError(index, "list of presences with a session_id expected");
            }
        }
        return members(list);
    }

    private static @Nullable LuaString sessionId(@Nullable Object presence) {
        return presence instanceof LuaTable table && table.get(SESSION_ID) instanceof LuaString id
                ? id
                : null;
    }

    private static @Nullable MatchPresence member(List<MatchPresence> members, String sessionId) {
        for (MatchPresence member : members) {
            if (member.sessionId().equals(sessionId)) {
                return member;
            }
        }
        return null;
    }

    private static @Nullable MatchPresence senderOf(Args args, int index) {
        if (args.isNil(index)) {
            return null;
        }
        LuaTable table = args.table(index);
        return new MatchPresence(
                text(args, index, table, USER_ID),
                text(args, index, table, SESSION_ID),
                text(args, index, table, USERNAME),
                "",
                MatchPresence.Reason.UNKNOWN);
    }

    private static String text(Args args, int index, LuaTable table, LuaString field) {
        if (table.get(field) instanceof LuaString text) {
            return text.toString();
        }
        throw args.argumentError(index, "presence has no " + field);
    }

    private @Nullable Object kick(Args args) {
        List<MatchPresence> targets = targets(args, 1);
        if (targets != null) {
            match().dispatcher().kick(targets);
        }
        return null;
    }

    private @Nullable Object updateLabel(Args args) {
        try {
            match().dispatcher().updateLabel(args.isNil(1) ? "" : args.text(1));
            return null;
        } catch (RuntimeError e) {
            throw args.error(e.text());
        }
    }

    // ---- the other shape

    /// `broadcast(op_code, data, presences)`, or with the match's id and the sender in front of the
    /// data.
    private @Nullable Object seedBroadcast(Args args) {
        Dispatcher out = match().dispatcher();
        if (args.get(1) instanceof Number) {
            out.broadcast(args.integer(1), data(args, 2), targets(args, 3), null, true);
        } else {
            requireOwn(args);
            MatchPresence sender = args.get(2) instanceof LuaTable ? senderOf(args, 2) : null;
            out.broadcast(0, data(args, 3), targets(args, 4), sender, true);
        }
        return null;
    }

    private @Nullable Object roomSend(Args args) {
        requireOwn(args);
        match().dispatcher().broadcast(args.integer(2), data(args, 3), null, null, true);
        return null;
    }

    private void requireOwn(Args args) {
        if (!args.text(1).equals(match().id())) {
            throw args.argumentError(1, "a match sends to its own members only");
        }
    }

    /// What a loop returned besides its state: a list of `{op_code, data, presences}`; without
    /// presences for everybody.
    void broadcastAll(@Nullable Object list) {
        if (!(list instanceof LuaTable messages)) {
            return;
        }
        long count = messages.length();
        for (long i = 1; i <= count; i++) {
            if (messages.getInt(i) instanceof LuaTable message) {
                Object opCode = message.get("op_code");
                if (opCode == null) {
                    opCode = message.get("op");
                }
                byte[] data = message.get(DATA) instanceof LuaString text ? text.bytes() : null;
                match().dispatcher()
                        .broadcast(
                                opCode instanceof Number number ? number.longValue() : 0,
                                data,
                                message.get("presences") instanceof LuaTable targets
                                        ? members(targets)
                                        : null,
                                null,
                                true);
            }
        }
    }
}
