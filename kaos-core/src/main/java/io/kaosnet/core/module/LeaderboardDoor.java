package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.protocol.api.Leaderboard;
import io.kaosnet.protocol.api.LeaderboardList;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Leaderboards as game code sees them. Blocks; safe from any virtual thread.
final class LeaderboardDoor implements io.kaosnet.runtime.Leaderboards {
    private final Leaderboards leaderboards;
    private final BoardCalls boards;

    LeaderboardDoor(Leaderboards leaderboards) {
        this.leaderboards = leaderboards;
        this.boards = new BoardCalls(leaderboards, leaderboards::get);
    }

    @Override
    public void create(Definition definition) {
        call(
                () ->
                        leaderboards.create(
                                definition.id(),
                                definition.authoritative(),
                                SortOrder.parse(definition.sortOrder()),
                                Operator.parse(definition.operator()),
                                definition.resetSchedule(),
                                definition.metadata(),
                                definition.enableRanks()));
    }

    @Override
    public void delete(String id) {
        run(() -> leaderboards.delete(id));
    }

    @Override
    public LeaderboardList list(int limit, String cursor) {
        return call(() -> leaderboards.list(DoorCalls.limit(limit, 1, 100), cursor));
    }

    @Override
    public List<Leaderboard> byIds(List<String> ids) {
        return call(
                () -> {
                    List<Leaderboard> found = new ArrayList<>();
                    for (String id : ids) {
                        Board board = leaderboards.find(id);
                        if (board != null && board.tournament() == null) {
                            found.add(leaderboards.described(board));
                        }
                    }
                    return found;
                });
    }

    @Override
    public void disableRanks(String id) {
        boards.disableRanks(id);
    }

    @Override
    public LeaderboardRecord write(
            String id,
            String ownerId,
            String username,
            long score,
            long subscore,
            String metadata,
            @Nullable String operator) {
        return call(
                () ->
                        leaderboards.write(
                                leaderboards.get(id),
                                BoardCalls.owner(ownerId),
                                username,
                                score,
                                subscore,
                                metadata,
                                BoardCalls.operator(operator)));
    }

    @Override
    public @Nullable LeaderboardRecord record(String id, String ownerId) {
        LeaderboardRecordList list = records(id, List.of(ownerId), 0, "", 0);
        return list.getOwnerRecordsCount() == 0 ? null : list.getOwnerRecords(0);
    }

    @Override
    public LeaderboardRecordList records(
            String id, List<String> ownerIds, int limit, String cursor, long expirySec) {
        return boards.records(id, ownerIds, limit, cursor, expirySec);
    }

    @Override
    public LeaderboardRecordList around(
            String id, String ownerId, int limit, String cursor, long expirySec) {
        return boards.around(id, ownerId, limit, cursor, expirySec);
    }

    @Override
    public String cursorFromRank(String id, long rank, long expirySec) {
        return call(
                () -> {
                    Board board = leaderboards.get(id);
                    return leaderboards
                            .records()
                            .cursorFromRank(board, leaderboards.expirySec(board, expirySec), rank);
                });
    }

    @Override
    public void deleteRecord(String id, String ownerId) {
        boards.deleteRecord(id, ownerId);
    }

    @Override
    public int deleteRecords(String id, List<String> ownerIds, long expirySec) {
        return boards.deleteRecords(id, ownerIds, expirySec);
    }

    @Override
    public int deleteAllRecords(String id, long expirySec) {
        return boards.deleteAllRecords(id, expirySec);
    }
}
