package io.kaosnet.core.module;

import static io.kaosnet.core.module.DoorCalls.call;
import static io.kaosnet.core.module.DoorCalls.run;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.core.leaderboard.TournamentRules;
import io.kaosnet.core.tournament.Tournaments;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.Tournament;
import io.kaosnet.protocol.api.TournamentList;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tournaments as game code sees them. Blocks; safe from any virtual thread.
final class TournamentDoor extends BoardDoor implements io.kaosnet.runtime.Tournaments {
    private final Tournaments tournaments;
    private final Clock clock;

    TournamentDoor(Tournaments tournaments, Clock clock) {
        super(tournaments.leaderboards());
        this.tournaments = tournaments;
        this.clock = clock;
    }

    @Override
    Board board(String id) {
        return tournaments.get(id);
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
    public void join(String id, String userId, String username) {
        run(() -> tournaments.join(tournaments.get(id), DoorCalls.owner(userId), username));
    }

    @Override
    public void addAttempts(String id, String ownerId, int count) {
        run(() -> tournaments.addAttempts(tournaments.get(id), DoorCalls.owner(ownerId), count));
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
        return tournaments.write(board, ownerId, username, score, subscore, metadata, operator);
    }
}
