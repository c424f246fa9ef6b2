package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.owner;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.runtime.BoardRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What leaderboards and tournaments have in common for game code. Blocks; safe from any virtual
/// thread.
abstract class BoardDoor implements BoardRecords {
    private static final int MAX_LIST = 1000;
    private static final int MAX_AROUND = 100;

    final Leaderboards leaderboards;

    BoardDoor(Leaderboards leaderboards) {
        this.leaderboards = leaderboards;
    }

    /// The board of this kind that has the id.
    ///
    /// @throws ApiException `NOT_FOUND`
    abstract Board board(String id);

    abstract LeaderboardRecord write(
            Board board,
            UUID ownerId,
            String username,
            long score,
            long subscore,
            String metadata,
            @Nullable Operator operator);

    @Override
    public final LeaderboardRecord write(
            String id,
            String ownerId,
            String username,
            long score,
            long subscore,
            String metadata,
            @Nullable String operator) {
        return call(
                () ->
                        write(
                                board(id),
                                owner(ownerId),
                                username,
                                score,
                                subscore,
                                metadata,
                                operator == null || operator.isEmpty()
                                        ? null
                                        : Operator.parse(operator)));
    }

    @Override
    public final void disableRanks(String id) {
        run(() -> leaderboards.disableRanks(board(id)));
    }

    @Override
    public final LeaderboardRecordList records(
            String id, List<String> ownerIds, int limit, String cursor, long expirySec) {
        return call(
                () -> {
                    Board board = board(id);
                    List<UUID> owners = new ArrayList<>();
                    for (String ownerId : ownerIds) {
                        owners.add(owner(ownerId));
                    }
                    DoorCalls.limit(limit, owners.isEmpty() ? 1 : 0, MAX_LIST);
                    return leaderboards.list(
                            board, leaderboards.expirySec(board, expirySec), owners, limit, cursor);
                });
    }

    @Override
    public final LeaderboardRecordList around(
            String id, String ownerId, int limit, String cursor, long expirySec) {
        return call(
                () -> {
                    Board board = board(id);
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

    @Override
    public final int deleteRecords(String id, List<String> ownerIds, long expirySec) {
        return call(
                () -> {
                    Board board = board(id);
                    return leaderboards
                            .records()
                            .delete(
                                    board,
                                    leaderboards.expirySec(board, expirySec),
                                    ownerIds.stream().map(DoorCalls::owner).toList());
                });
    }

    @Override
    public final int deleteAllRecords(String id, long expirySec) {
        return call(
                () -> {
                    Board board = board(id);
                    return leaderboards
                            .records()
                            .deleteAll(board, leaderboards.expirySec(board, expirySec));
                });
    }

    @Override
    public final void deleteRecord(String id, String ownerId) {
        run(
                () -> {
                    Board board = board(id);
                    leaderboards
                            .records()
                            .delete(board, leaderboards.expirySec(board), owner(ownerId));
                });
    }
}
