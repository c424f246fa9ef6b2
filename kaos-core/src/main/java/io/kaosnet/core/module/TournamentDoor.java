package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.core.leaderboard.TournamentRules;
import io.kaosnet.core.tournament.Tournaments;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.api.Tournament;
import io.kaosnet.protocol.api.TournamentList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tournaments as game code sees them. Blocks; safe from any virtual thread.
final class TournamentDoor implements io.kaosnet.runtime.Tournaments {
    private final Tournaments tournaments;
    private final Leaderboards leaderboards;
    private final BoardCalls boards;
    private final Clock clock;

    TournamentDoor(Tournaments tournaments, Clock clock) {
        this.tournaments = tournaments;
        this.leaderboards = tournaments.leaderboards();
        this.boards = new BoardCalls(leaderboards, tournaments::get);
        this.clock = clock;
    }

    @Override
    public void create(Definition definition) {
        var board = definition.leaderboard();
        call(
                () ->
                        tournaments.create(
                                board.id(),
                                board.authoritative(),
                                SortOrder.parse(board.sortOrder()),
                                Operator.parse(board.operator()),
                                board.resetSchedule(),
                                board.metadata(),
                                board.enableRanks(),
                                rules(definition)));
    }

    private TournamentRules rules(Definition definition) {
        return new TournamentRules(
                definition.title(),
                definition.description(),
                definition.category(),
                definition.startSec() == 0 ? clock.nowSec() : definition.startSec(),
                definition.endSec(),
                definition.durationSec(),
                definition.joinRequired(),
                definition.maxSize() == 0 ? TournamentRules.UNLIMITED_SIZE : definition.maxSize(),
                definition.maxNumScore() == 0
                        ? TournamentRules.STANDARD_MAX_NUM_SCORE
                        : definition.maxNumScore());
    }

    @Override
    public void delete(String id) {
        run(() -> tournaments.delete(id));
    }

    @Override
    public TournamentList list(
            int categoryStart,
            int categoryEnd,
            long startSec,
            long endSec,
            int limit,
            String cursor) {
        return call(
                () ->
                        tournaments.list(
                                new Tournaments.Filter(
                                        categoryStart, categoryEnd, startSec, endSec),
                                DoorCalls.limit(limit, 1, 100),
                                cursor));
    }

    @Override
    public List<Tournament> byIds(List<String> ids) {
        return call(
                () -> {
                    List<Board> found = new ArrayList<>();
                    for (String id : ids) {
                        Board board = leaderboards.find(id);
                        if (board != null && board.tournament() != null) {
                            found.add(board);
                        }
                    }
                    return tournaments.described(found);
                });
    }

    @Override
    public void disableRanks(String id) {
        boards.disableRanks(id);
    }

    @Override
    public void join(String id, String userId, String username) {
        run(() -> tournaments.join(tournaments.get(id), BoardCalls.owner(userId), username));
    }

    @Override
    public void addAttempts(String id, String ownerId, int count) {
        run(() -> tournaments.addAttempts(tournaments.get(id), BoardCalls.owner(ownerId), count));
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
                        tournaments.write(
                                tournaments.get(id),
                                BoardCalls.owner(ownerId),
                                username,
                                score,
                                subscore,
                                metadata,
                                BoardCalls.operator(operator)));
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
