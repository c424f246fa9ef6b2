package io.kaosnet.scripting.functions;

import io.kaosnet.core.script.Args;
import io.kaosnet.core.script.ScriptFunction.Values;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.script.ScriptTables;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.runtime.BoardRecords;
import io.kaosnet.runtime.Server;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the functions of leaderboards and tournaments have in common.
final class BoardFunctions {
    private static final int STANDARD_LIMIT = 10;

    private BoardFunctions() {}

    /// @param prefix of the functions' names
    /// @param write what writing a record does
    static void records(
            ScriptFunctions.Area area,
            String prefix,
            String write,
            Function<Server, BoardRecords> door) {
        area.addBlocking(
                prefix + "_record_write",
                "id:string, ownerId:string, username:string?, score:int?=0, subscore:int?=0,"
                        + " metadata:table?, operator:string?",
                "record",
                write,
                (call, args) ->
                        Results.table(
                                door.apply(call.context().server())
                                        .write(
                                                args.text(0),
                                                args.text(1),
                                                args.text(2),
                                                args.integer(3),
                                                args.integer(4),
                                                metadata(args, 5),
                                                args.text(6))));
        area.addBlocking(
                prefix + "_records_list",
                "id:string, ownerIds:table?, limit:int?=0, cursor:string?, expiry:int?=0",
                "records, owner_records, next_cursor, prev_cursor, rank_count",
                "A page from the top, and the records of owners. Without a limit the owners alone,"
                        + " or ten when there are none.",
                (call, args) -> {
                    List<String> owners = ScriptTables.texts("ownerIds", args.list(1));
                    return page(
                            door.apply(call.context().server())
                                    .records(
                                            args.text(0),
                                            owners,
                                            limit(args, 2, owners),
                                            args.text(3),
                                            args.integer(4)));
                });
        area.addBlocking(
                prefix + "_records_haystack",
                "id:string, ownerId:string, limit:int?=10, cursor:string?, expiry:int?=0",
                "records, next_cursor, prev_cursor, rank_count",
                "The records around an owner's.",
                (call, args) ->
                        around(
                                door.apply(call.context().server())
                                        .around(
                                                args.text(0),
                                                args.text(1),
                                                args.smallInteger(2),
                                                args.text(3),
                                                args.integer(4))));
        area.addBlocking(
                prefix + "_record_delete",
                "id:string, ownerId:string",
                "",
                "Deletes an owner's record.",
                (call, args) -> {
                    door.apply(call.context().server()).deleteRecord(args.text(0), args.text(1));
                    return null;
                });
        area.addBlocking(
                prefix + "_records_delete",
                "id:string, ownerIds:table?, expiry:int?=0",
                "count",
                "Deletes the records of a list of owners, or without a list all of a window."
                        + " Returns how many there were.",
                (call, args) -> {
                    BoardRecords records = door.apply(call.context().server());
                    long expirySec = args.integer(2);
                    return (long)
                            (args.isNull(1)
                                    ? records.deleteAllRecords(args.text(0), expirySec)
                                    : records.deleteRecords(
                                            args.text(0),
                                            ScriptTables.texts("ownerIds", args.list(1)),
                                            expirySec));
                });
    }

    static String metadata(Args args, int index) {
        return args.isNull(index) ? "" : Results.jsonObject(args, index);
    }

    private static int limit(Args args, int index, List<String> owners) {
        int limit = args.smallInteger(index);
        return limit == 0 && owners.isEmpty() ? STANDARD_LIMIT : limit;
    }

    static @Nullable String cursor(String cursor) {
        return cursor.isEmpty() ? null : cursor;
    }

    private static Values page(LeaderboardRecordList page) {
        return Values.of(
                Results.tables(page.getRecordsList()),
                Results.tables(page.getOwnerRecordsList()),
                cursor(page.getNextCursor()),
                cursor(page.getPrevCursor()),
                page.getRankCount());
    }

    private static Values around(LeaderboardRecordList page) {
        return Values.of(
                Results.tables(page.getRecordsList()),
                cursor(page.getNextCursor()),
                cursor(page.getPrevCursor()),
                page.getRankCount());
    }
}
