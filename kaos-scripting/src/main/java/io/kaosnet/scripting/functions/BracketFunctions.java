package io.kaosnet.scripting.functions;

import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptCall;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketList;
import io.kaosnet.protocol.kaosnet.League;
import io.kaosnet.runtime.Brackets;
import io.kaosnet.runtime.Leagues;

/// Brackets and leagues.
public final class BracketFunctions {
    private BracketFunctions() {}

    public static void bind(ScriptFunctions functions) {
        brackets(functions.area("Brackets"));
        players(functions.area("Brackets"));
        leagues(functions.area("Leagues"));
        scores(functions.area("Leagues"));
    }

    private static void brackets(ScriptFunctions.Area area) {
        area.addBlocking(
                        "bracket_create",
                        "bracket:table",
                        "bracket",
                        "Makes a bracket that players may join, of `{id, title, format, best_of,"
                                + " rounds, max_size, no_show_sec, metadata}`. The format is"
                                + " `SINGLE_ELIMINATION`, `DOUBLE_ELIMINATION`, `ROUND_ROBIN` or"
                                + " `SWISS`.",
                        (call, args) -> {
                            var bracket = Bracket.newBuilder();
                            Results.merge(args, 0, bracket);
                            return Results.table(brackets(call).create(bracket.build()));
                        })
                .addBlocking(
                        "bracket_get",
                        "id:string",
                        "bracket",
                        "A bracket with its entrants and matches.",
                        (call, args) -> Results.table(brackets(call).get(args.text(0))))
                .addBlocking(
                        "bracket_list",
                        "limit:int?=10, cursor:string?",
                        "brackets, cursor",
                        "A page of all brackets, the oldest first, without their matches.",
                        (call, args) -> {
                            BracketList page =
                                    brackets(call).list(args.smallInteger(0), args.text(1));
                            return Values.of(
                                    Results.tables(page.getBracketsList()),
                                    BoardFunctions.cursor(page.getCursor()));
                        })
                .addBlocking(
                        "bracket_delete",
                        "id:string",
                        "",
                        "Deletes a bracket.",
                        (call, args) -> {
                            brackets(call).delete(args.text(0));
                            return null;
                        });
    }

    private static void players(ScriptFunctions.Area area) {
        area.addBlocking(
                        "bracket_join",
                        "id:string, userId:string, username:string?, seed:int?=0",
                        "bracket",
                        "Lets a user take part; seed 1 is the strongest, 0 is for none.",
                        (call, args) ->
                                Results.table(
                                        brackets(call)
                                                .join(
                                                        args.text(0),
                                                        args.text(1),
                                                        args.text(2),
                                                        args.smallInteger(3))))
                .addBlocking(
                        "bracket_leave",
                        "id:string, userId:string",
                        "bracket",
                        "Takes a user out; while the bracket runs all its matches are lost.",
                        (call, args) ->
                                Results.table(brackets(call).leave(args.text(0), args.text(1))))
                .addBlocking(
                        "bracket_start",
                        "id:string",
                        "bracket",
                        "Ends joining and lays out the matches.",
                        (call, args) -> Results.table(brackets(call).start(args.text(0))))
                .addBlocking(
                        "bracket_decide",
                        "id:string, matchId:int, homeGames:int, awayGames:int",
                        "bracket",
                        "Tells the result of a match, whatever the players said.",
                        (call, args) ->
                                Results.table(
                                        brackets(call)
                                                .decide(
                                                        args.text(0),
                                                        args.smallInteger(1),
                                                        args.smallInteger(2),
                                                        args.smallInteger(3))));
    }

    private static void leagues(ScriptFunctions.Area area) {
        area.addBlocking(
                        "league_create",
                        "league:table",
                        "league",
                        "Makes a league, of `{id, title, divisions, promoted, relegated,"
                                + " reset_schedule, sort_order, operator, authoritative,"
                                + " metadata}`; one that is there stays as it is.",
                        (call, args) -> {
                            var league = League.newBuilder();
                            Results.merge(args, 0, league);
                            return Results.table(leagues(call).create(league.build()));
                        })
                .addBlocking(
                        "league_get",
                        "id:string, userId:string?",
                        "league",
                        "A league, and the division of a user.",
                        (call, args) ->
                                Results.table(leagues(call).get(args.text(0), args.text(1))))
                .addBlocking(
                        "league_delete",
                        "id:string",
                        "",
                        "Deletes a league.",
                        (call, args) -> {
                            leagues(call).delete(args.text(0));
                            return null;
                        })
                .addBlocking(
                        "league_join",
                        "id:string, userId:string, username:string?",
                        "league",
                        "Lets a user begin in the lowest division.",
                        (call, args) ->
                                Results.table(
                                        leagues(call)
                                                .join(args.text(0), args.text(1), args.text(2))));
    }

    private static void scores(ScriptFunctions.Area area) {
        area.addBlocking(
                        "league_record_write",
                        "id:string, userId:string, username:string?, score:int?=0,"
                                + " subscore:int?=0, metadata:table?",
                        "record",
                        "Writes a score in the user's division.",
                        (call, args) -> write(call, args))
                .addBlocking(
                        "league_records_list",
                        "id:string, division:int, limit:int?=100, cursor:string?",
                        "records, next_cursor, prev_cursor",
                        "A page of a division, from the top.",
                        (call, args) -> {
                            LeaderboardRecordList page =
                                    leagues(call)
                                            .records(
                                                    args.text(0),
                                                    args.smallInteger(1),
                                                    args.smallInteger(2),
                                                    args.text(3));
                            return Values.of(
                                    Results.tables(page.getRecordsList()),
                                    BoardFunctions.cursor(page.getNextCursor()),
                                    BoardFunctions.cursor(page.getPrevCursor()));
                        });
    }

    private static Object write(ScriptCall call, Args args) {
        return Results.table(
                leagues(call)
                        .write(
                                args.text(0),
                                args.text(1),
                                args.text(2),
                                args.integer(3),
                                args.integer(4),
                                BoardFunctions.metadata(args, 5)));
    }

    private static Brackets brackets(ScriptCall call) {
        return call.context().server().brackets();
    }

    private static Leagues leagues(ScriptCall call) {
        return call.context().server().leagues();
    }
}
