package io.kaosnet.scripting.functions;

import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptCall;
import io.kaosnet.core.script.ScriptException;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptMessages;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.protocol.kaosnet.MatchmakerBackfill;
import io.kaosnet.protocol.realtime.MatchmakerAdd;
import io.kaosnet.runtime.Matchmaker;
import io.kaosnet.runtime.MatchmakerQueue;
import io.kaosnet.runtime.MatchmakerQueue.PartySkill;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The matchmaker.
public final class MatchmakerFunctions {
    private MatchmakerFunctions() {}

    public static void bind(ScriptFunctions functions) {
        ScriptFunctions.Area area = functions.area("Matchmaker");
        tickets(area);
        queues(area);
        backfill(area);
    }

    private static Matchmaker matchmaker(ScriptCall call) {
        return call.context().server().matchmaker();
    }

    private static void tickets(ScriptFunctions.Area area) {
        area.add(
                "matchmaker_add",
                "sessionIds:table, ticket:table",
                "string",
                "Puts a ticket in for connected players and returns its id. The ticket has"
                        + " min_count, max_count, count_multiple, query, string_properties and"
                        + " numeric_properties, as players send it; several players stay together.",
                (call, args) -> {
                    var ticket = MatchmakerAdd.newBuilder();
                    ScriptMessages.merge(args.map(1), ticket);
                    return matchmaker(call)
                            .add(ScriptTables.texts("sessionIds", args.list(0)), ticket.build());
                });
        area.add(
                "matchmaker_remove",
                "ticket:string",
                "",
                "Takes any ticket back.",
                (call, args) -> {
                    matchmaker(call).remove(args.text(0));
                    return null;
                });
        area.add(
                "matchmaker_stats",
                "",
                "table",
                "Tickets, the oldest, and the last matches, as of the last interval.",
                (call, _) -> Results.table(matchmaker(call).stats()));
        area.addBlocking(
                "matchmaker_list",
                "limit:int?=100",
                "table",
                "The oldest tickets: ticket, queue, players, waited_ms, estimated_wait_ms and what"
                        + " they ask for.",
                (call, args) -> Results.tables(matchmaker(call).list(args.smallInteger(0))));
        area.addBlocking(
                "matchmaker_why",
                "ticket:string",
                "table",
                "Why a ticket waits: how many others it takes, and on which clause the rest fail.",
                (call, args) -> Results.table(matchmaker(call).why(args.text(0))));
    }

    private static void queues(ScriptFunctions.Area area) {
        area.add(
                "matchmaker_queue",
                "name:string, rules:table",
                "",
                "Sets the rules of a queue, which tickets name in their text property kaos_queue:"
                        + " min_players, max_players, skill_range, expansion_per_sec,"
                        + " max_skill_range, max_wait_sec, fill_sec, party_skill (average or"
                        + " maximum), teams.",
                (call, args) -> {
                    matchmaker(call).queue(queue(args));
                    return null;
                });
        area.addBlocking(
                "matchmaker_queues",
                "",
                "table",
                "Every queue with its tickets, players, oldest wait and estimated wait.",
                (call, _) -> Results.tables(matchmaker(call).queues()));
    }

    private static MatchmakerQueue queue(Args args) {
        Map<Object, @Nullable Object> rules = args.map(1);
        double range = number(rules, "skill_range", -1);
        String skill = ScriptTables.text(rules, "party_skill");
        if (!skill.isEmpty() && !skill.equals("average") && !skill.equals("maximum")) {
            throw new ScriptException("party_skill: " + skill + " (expected: average or maximum)");
        }
        try {
            return new MatchmakerQueue(
                    args.text(0),
                    (int) number(rules, "min_players", 2),
                    (int) number(rules, "max_players", number(rules, "min_players", 2)),
                    range,
                    number(rules, "expansion_per_sec", 0),
                    number(rules, "max_skill_range", range < 0 ? -1 : Double.MAX_VALUE),
                    number(rules, "max_wait_sec", 0),
                    number(rules, "fill_sec", -1),
                    skill.equals("maximum") ? PartySkill.MAXIMUM : PartySkill.AVERAGE,
                    (int) number(rules, "teams", 0));
        } catch (IllegalArgumentException e) {
            throw new ScriptException(String.valueOf(e.getMessage()));
        }
    }

    private static double number(Map<?, ?> table, String name, double fallback) {
        return switch (table.get(name)) {
            case null -> fallback;
            case Number number -> number.doubleValue();
            case Object other ->
                    throw new ScriptException(name + ": " + other + " (expected: a number)");
        };
    }

    private static void backfill(ScriptFunctions.Area area) {
        area.add(
                "matchmaker_backfill",
                "matchId:string, present:int, wanted:int, rules:table?",
                "string",
                "Asks for more players for a match that runs: those who fit are told to join it as"
                        + " if they had been matched. The rules are query, string_properties and"
                        + " numeric_properties, as those of a ticket. Returns what"
                        + " matchmaker_backfill_end takes back.",
                (call, args) -> {
                    var request = MatchmakerBackfill.newBuilder();
                    if (!args.isNull(3)) {
                        ScriptMessages.merge(args.map(3), request);
                    }
                    request.setMatchId(args.text(0))
                            .setPresent(args.smallInteger(1))
                            .setWanted(args.smallInteger(2));
                    return matchmaker(call).backfill(request.build());
                });
        area.add(
                "matchmaker_backfill_end",
                "ticket:string",
                "",
                "Takes back what a match asked for.",
                (call, args) -> {
                    matchmaker(call).endBackfill(args.text(0));
                    return null;
                });
    }
}
