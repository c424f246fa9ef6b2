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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Leaderboards as game code sees them. Blocks; safe from any virtual thread.
final class LeaderboardDoor extends BoardDoor implements io.kaosnet.runtime.Leaderboards {
    LeaderboardDoor(Leaderboards leaderboards) {
        super(leaderboards);
    }

    @Override
    Board board(String id) {
        return leaderboards.get(id);
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
    LeaderboardRecord write(
            Board board,
            UUID ownerId,
            String username,
            long score,
            long subscore,
            String metadata,
            @Nullable Operator operator) {
        return leaderboards.write(board, ownerId, username, score, subscore, metadata, operator);
    }

    @Override
    public @Nullable LeaderboardRecord record(String id, String ownerId) {
        LeaderboardRecordList list = records(id, List.of(ownerId), 0, "", 0);
        return list.getOwnerRecordsCount() == 0 ? null : list.getOwnerRecords(0);
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
}
