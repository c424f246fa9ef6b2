package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The calls that leaderboards and tournaments have in common for game code. Blocks; safe from any
/// virtual thread.
final class BoardCalls {
    private static final int MAX_LIST = 1000;
    private static final int MAX_AROUND = 100;

    private final Leaderboards leaderboards;
    private final Function<String, Board> boards;

    /// @param boards gives a board by its id, or refuses
    BoardCalls(Leaderboards leaderboards, Function<String, Board> boards) {
        this.leaderboards = leaderboards;
        this.boards = boards;
    }

    static UUID owner(String id) {
        return DoorCalls.uuid("owner id", id);
    }

    static @Nullable Operator operator(@Nullable String text) {
        return text == null || text.isEmpty() ? null : Operator.parse(text);
    }

    void disableRanks(String id) {
        run(() -> leaderboards.disableRanks(boards.apply(id)));
    }

    LeaderboardRecordList records(
            String id, List<String> ownerIds, int limit, String cursor, long expirySec) {
        return call(
                () -> {
                    Board board = boards.apply(id);
                    List<UUID> owners = new ArrayList<>();
                    for (String ownerId : ownerIds) {
                        owners.add(owner(ownerId));
                    }
                    DoorCalls.limit(limit, owners.isEmpty() ? 1 : 0, MAX_LIST);
                    return leaderboards.list(
                            board, leaderboards.expirySec(board, expirySec), owners, limit, cursor);
                });
    }

    LeaderboardRecordList around(
            String id, String ownerId, int limit, String cursor, long expirySec) {
        return call(
                () -> {
                    Board board = boards.apply(id);
                    DoorCalls.limit(limit, 1, MAX_AROUND);
                    return leaderboards
                            .records()
                            .around(
                                    board,
                                    leaderboards.expirySec(board, expirySec),
                                    owner(ownerId),
                                    limit,
                                    cursor);
                });
    }

    int deleteRecords(String id, List<String> ownerIds, long expirySec) {
        return call(
                () -> {
                    Board board = boards.apply(id);
                    return leaderboards
                            .records()
                            .delete(
                                    board,
                                    leaderboards.expirySec(board, expirySec),
                                    ownerIds.stream().map(BoardCalls::owner).toList());
                });
    }

    int deleteAllRecords(String id, long expirySec) {
        return call(
                () -> {
                    Board board = boards.apply(id);
                    return leaderboards
                            .records()
                            .deleteAll(board, leaderboards.expirySec(board, expirySec));
                });
    }

    void deleteRecord(String id, String ownerId) {
        run(
                () -> {
                    Board board = boards.apply(id);
                    leaderboards
                            .records()
                            .delete(board, leaderboards.expirySec(board), owner(ownerId));
                });
    }
}
