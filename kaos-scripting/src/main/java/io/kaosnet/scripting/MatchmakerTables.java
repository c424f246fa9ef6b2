package io.kaosnet.scripting;

import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.lua.vm.LuaTable;
import io.kaosnet.lua.vm.LuaVm;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.MatchmakerMatchedHook.Entry;
import io.kaosnet.runtime.RuntimeError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Players whom the matchmaker knows, as scripts see them, and what scripts make of them. Pure
/// functions.
final class MatchmakerTables {
    private MatchmakerTables() {}

    static List<Object> players(List<Entry> entries) {
        List<Object> tables = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            MatchPresence presence = entry.presence();
            tables.add(
                    ScriptTables.table(
                            "ticket",
                            entry.ticket(),
                            "presence",
                            ScriptTables.table(
                                    "user_id", presence.userId(),
                                    "session_id", presence.sessionId(),
                                    "username", presence.username(),
                                    "node", presence.node()),
                            "properties",
                            entry.properties(),
                            "party_id",
                            entry.partyId().isEmpty() ? null : entry.partyId()));
        }
        return tables;
    }

    static List<Object> groups(List<List<Entry>> groups) {
        List<Object> tables = new ArrayList<>(groups.size());
        groups.forEach(group -> tables.add(players(group)));
        return tables;
    }

    /// The matches that a script has returned: players are known by ticket and session.
    ///
    /// @param shown what the script was given
    /// @throws RuntimeError for anything but a list of lists of these players, or nil
    static List<List<Entry>> chosen(@Nullable Object[] values, List<Entry> shown) {
        Map<String, Entry> byId = new HashMap<>();
        shown.forEach(entry -> byId.put(entry.ticket() + entry.presence().sessionId(), entry));
        List<List<Entry>> chosen = new ArrayList<>();
        for (Object group : list(values.length == 0 ? null : values[0])) {
            List<Entry> players = new ArrayList<>();
            for (Object player : list(group)) {
                players.add(entry(player, byId));
            }
            chosen.add(players);
        }
        return chosen;
    }

    private static Entry entry(@Nullable Object player, Map<String, Entry> byId) {
        if (player instanceof Map<?, ?> table
                && table.get("presence") instanceof Map<?, ?> presence) {
            Entry entry = byId.get(text(table.get("ticket")) + text(presence.get("session_id")));
            if (entry != null) {
                return entry;
            }
        }
        throw new RuntimeError(RuntimeError.INTERNAL, "returned a player that was not given");
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static List<?> list(@Nullable Object value) {
        Object plain = value instanceof LuaTable ? LuaVm.toJava(value) : value;
        return switch (plain) {
            case null -> List.of();
            case List<?> list -> list;
            case Map<?, ?> map when map.isEmpty() -> List.of();
            default ->
                    throw new RuntimeError(
                            RuntimeError.INTERNAL, "returned no list of lists of players");
        };
    }
}
