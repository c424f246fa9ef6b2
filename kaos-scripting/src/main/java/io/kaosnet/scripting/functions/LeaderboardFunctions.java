package io.kaosnet.scripting.functions;

import io.kaosnet.core.script.ScriptCall;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.protocol.api.LeaderboardList;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.runtime.Leaderboards;
import io.kaosnet.runtime.Server;
import java.util.List;

/// Leaderboards.
public final class LeaderboardFunctions {
    private LeaderboardFunctions() {}

    public static void bind(ScriptFunctions functions) {
        ScriptFunctions.Area area = functions.area("Leaderboards");
        definitions(area);
        records(area);
        simple(area);
        functions.alias("leaderboard_around", "leaderboard_get_around");
        functions.alias("leaderboard_record", "leaderboard_get_record");
    }

    private static void definitions(ScriptFunctions.Area area) {
        area.addBlocking(
                "leaderboard_create",
                "id:string, authoritative:bool?=false, sortOrder:string?=desc,"
                        + " operator:string?=best, resetSchedule:string?, metadata:table?,"
                        + " enableRanks:bool?=false",
                "",
                "Makes a leaderboard; one that is there stays as it is.",
                (call, args) -> {
                    door(call)
                            .create(
                                    new Leaderboards.Definition(
                                            args.text(0),
                                            args.flag(1),
                                            args.text(2),
                                            args.text(3),
                                            args.text(4),
                                            Results.jsonObject(args, 5),
                                            args.flag(6)));
                    return null;
                });
        area.addBlocking(
                "leaderboard_delete",
                "id:string",
                "",
                "Deletes a leaderboard with its records.",
                (call, args) -> {
                    door(call).delete(args.text(0));
                    return null;
                });
        area.addBlocking(
                "leaderboard_list",
                "limit:int?=10, cursor:string?",
                "leaderboards, cursor",
                "A page of all leaderboards, the oldest first.",
                (call, args) -> {
                    LeaderboardList page = door(call).list(args.smallInteger(0), args.text(1));
                    return Values.of(
                            Results.tables(page.getLeaderboardsList()),
                            BoardFunctions.cursor(page.getCursor()));
                });
        area.addBlocking(
                "leaderboards_get_id",
                "ids:table",
                "table",
                "Leaderboards by their ids, as far as there are.",
                (call, args) ->
                        Results.tables(door(call).byIds(ScriptTables.texts("ids", args.list(0)))));
        area.addBlocking(
                "leaderboard_ranks_disable",
                "id:string",
                "",
                "Forgets the ranks of a leaderboard, for good.",
                (call, args) -> {
                    door(call).disableRanks(args.text(0));
                    return null;
                });
    }

    private static void records(ScriptFunctions.Area area) {
        BoardFunctions.records(
                area,
                "leaderboard",
                "Writes a record, and returns it with its rank.",
                Server::leaderboards);
        area.addBlocking(
                "leaderboard_records_list_cursor_from_rank",
                "id:string, rank:int, expiry:int?=0",
                "cursor",
                "A cursor for a page that begins at a rank.",
                (call, args) ->
                        door(call).cursorFromRank(args.text(0), args.integer(1), args.integer(2)));
    }

    /// The short names of the first KaosNet.
    private static void simple(ScriptFunctions.Area area) {
        area.addBlocking(
                "leaderboard_submit",
                "id:string, ownerId:string, username:string?, score:int?=0, metadata:table?",
                "record",
                "Writes a record without a sub-score, and returns it with its rank.",
                (call, args) ->
                        Results.table(
                                door(call)
                                        .write(
                                                args.text(0),
                                                args.text(1),
                                                args.text(2),
                                                args.integer(3),
                                                0,
                                                BoardFunctions.metadata(args, 4),
                                                null)));
        area.addBlocking(
                "leaderboard_get_top",
                "id:string, limit:int?=10",
                "records",
                "The best records.",
                (call, args) ->
                        Results.tables(
                                door(call)
                                        .records(
                                                args.text(0),
                                                List.of(),
                                                args.smallInteger(1),
                                                "",
                                                0)
                                        .getRecordsList()));
        area.addBlocking(
                "leaderboard_get_around",
                "id:string, ownerId:string, limit:int?=10",
                "records",
                "The records around an owner's.",
                (call, args) ->
                        Results.tables(
                                door(call)
                                        .around(
                                                args.text(0),
                                                args.text(1),
                                                args.smallInteger(2),
                                                "",
                                                0)
                                        .getRecordsList()));
        area.addBlocking(
                "leaderboard_get_record",
                "id:string, ownerId:string",
                "record",
                "The record of one owner, or nil.",
                (call, args) -> {
                    LeaderboardRecord record = door(call).record(args.text(0), args.text(1));
                    return record == null ? null : Results.table(record);
                });
    }

    private static Leaderboards door(ScriptCall call) {
        return call.context().server().leaderboards();
    }
}
