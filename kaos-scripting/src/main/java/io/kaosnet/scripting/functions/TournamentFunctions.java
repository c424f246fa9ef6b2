package io.kaosnet.scripting.functions;

import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptCall;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.protocol.api.TournamentList;
import io.kaosnet.runtime.Leaderboards;
import io.kaosnet.runtime.Server;
import io.kaosnet.runtime.Tournaments;

/// Tournaments.
public final class TournamentFunctions {
    private TournamentFunctions() {}

    public static void bind(ScriptFunctions functions) {
        ScriptFunctions.Area area = functions.area("Tournaments");
        definitions(area);
        BoardFunctions.records(
                area,
                "tournament",
                "Writes a record by the tournament's rules, and returns it with its rank.",
                Server::tournaments);
    }

    private static void definitions(ScriptFunctions.Area area) {
        area.addBlocking(
                "tournament_create",
                "id:string, authoritative:bool?=true, sortOrder:string?=desc,"
                        + " operator:string?=best, duration:int?=0, resetSchedule:string?,"
                        + " metadata:table?, title:string?, description:string?, category:int?=0,"
                        + " startTime:int?=0, endTime:int?=0, maxSize:int?=0, maxNumScore:int?=0,"
                        + " joinRequired:bool?=false, enableRanks:bool?=false",
                "",
                "Makes a tournament; one that is there stays as it is. Times are seconds since"
                        + " 1970, 0 for now and for never.",
                (call, args) -> {
                    door(call).create(definition(args));
                    return null;
                });
        area.addBlocking(
                "tournament_delete",
                "id:string",
                "",
                "Deletes a tournament with its records.",
                (call, args) -> {
                    door(call).delete(args.text(0));
                    return null;
                });
        area.addBlocking(
                "tournament_list",
                "categoryStart:int?=0, categoryEnd:int?=0, startTime:int?=-1, endTime:int?=-1,"
                        + " limit:int?=10, cursor:string?",
                "tournaments, cursor",
                "A page of the tournaments of some categories; -1 as end: all that are not over,"
                        + " 0: those without an end.",
                (call, args) -> {
                    TournamentList page =
                            door(call)
                                    .list(
                                            args.smallInteger(0),
                                            args.smallInteger(1),
                                            args.integer(2),
                                            args.integer(3),
                                            args.smallInteger(4),
                                            args.text(5));
                    return Values.of(
                            Results.tables(page.getTournamentsList()),
                            BoardFunctions.cursor(page.getCursor()));
                });
        area.addBlocking(
                "tournaments_get_id",
                "ids:table",
                "table",
                "Tournaments by their ids, as far as there are.",
                (call, args) ->
                        Results.tables(door(call).byIds(ScriptTables.texts("ids", args.list(0)))));
        area.addBlocking(
                "tournament_ranks_disable",
                "id:string",
                "",
                "Forgets the ranks of a tournament, for good.",
                (call, args) -> {
                    door(call).disableRanks(args.text(0));
                    return null;
                });
        area.addBlocking(
                "tournament_join",
                "id:string, userId:string, username:string",
                "",
                "Lets a user take part.",
                (call, args) -> {
                    door(call).join(args.text(0), args.text(1), args.text(2));
                    return null;
                });
        area.addBlocking(
                "tournament_add_attempt",
                "id:string, ownerId:string, count:int",
                "",
                "Lets an owner write more often, or less often with a count below 0.",
                (call, args) -> {
                    door(call).addAttempts(args.text(0), args.text(1), args.smallInteger(2));
                    return null;
                });
    }

    private static Tournaments.Definition definition(Args args) {
        return new Tournaments.Definition(
                new Leaderboards.Definition(
                        args.text(0),
                        args.flag(1),
                        args.text(2),
                        args.text(3),
                        args.text(5),
                        Results.jsonObject(args, 6),
                        args.flag(15)),
                args.text(7),
                args.text(8),
                args.smallInteger(9),
                args.integer(10),
                args.integer(11),
                args.integer(4),
                args.smallInteger(12),
                args.smallInteger(13),
                args.flag(14));
    }

    private static Tournaments door(ScriptCall call) {
        return call.context().server().tournaments();
    }
}
