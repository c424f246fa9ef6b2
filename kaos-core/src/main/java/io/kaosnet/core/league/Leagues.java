package io.kaosnet.core.league;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.job.Cron;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import io.kaosnet.protocol.kaosnet.League;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Leagues as the server and game code use them: nobody is asked for permission. Blocks; safe from
/// any virtual thread.
public final class Leagues {
    private static final String RESET_JOB = "league_reset";
    private static final int MAX_ID = 100;
    private static final int MAX_TITLE = 255;
    private static final int MAX_DIVISIONS = 50;
    private static final int MAX_MOVES = 1000;
    private static final int PAGE = 1000;

    private final LeagueStore store;
    private final Leaderboards leaderboards;
    private final Jobs jobs;
    private final Clock clock;
    private volatile Listener listener = (_, _, _, _) -> {};

    /// Told of members that moved. Called on a virtual thread; may block.
    @FunctionalInterface
    public interface Listener {
        void onMove(League league, UUID userId, int from, int to);
    }

    public Leagues(Database database, Leaderboards leaderboards, Jobs jobs, Clock clock) {
        this.store = new LeagueStore(database);
        this.leaderboards = leaderboards;
        this.jobs = jobs;
        this.clock = clock;
        jobs.on(RESET_JOB, this::onReset);
    }

    public void listen(Listener listener) {
        this.listener = listener;
    }

    private static void check(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw ApiException.invalidArgument(
                    field + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }

    /// Makes a league. One that is there already stays as it is.
    ///
    /// @throws ApiException `INVALID_ARGUMENT`
    public League create(League wanted) {
        League league =
                wanted.toBuilder()
                        .setSortOrder(
                                wanted.getSortOrder().isEmpty() ? "desc" : wanted.getSortOrder())
                        .setOperator(wanted.getOperator().isEmpty() ? "best" : wanted.getOperator())
                        .setMetadata(wanted.getMetadata().isEmpty() ? "{}" : wanted.getMetadata())
                        .setCreateTime(clock.nowSec())
                        .clearNextReset()
                        .clearDivision()
                        .build();
        check("id", league.getId().length(), 1, MAX_ID);
        check("title", league.getTitle().length(), 0, MAX_TITLE);
        check("divisions", league.getDivisions(), 1, MAX_DIVISIONS);
        check("promoted", league.getPromoted(), 0, MAX_MOVES);
        check("relegated", league.getRelegated(), 0, MAX_MOVES);
        if (!Arguments.isJsonObject(league.getMetadata())) {
            throw ApiException.invalidArgument("metadata: expected a JSON object");
        }
        Cron schedule = Board.schedule(league.getResetSchedule());
        long nextSec = schedule == null ? 0 : schedule.nextSec(clock.nowSec());
        if (nextSec == 0) {
            throw ApiException.invalidArgument(
                    "reset schedule: \""
                            + league.getResetSchedule()
                            + "\" (expected: one to come)");
        }
        if (store.find(league.getId()) != null) {
            return get(league.getId(), null);
        }
        createBoards(league);
        store.insert(league, () -> jobs.schedule(RESET_JOB, league.getId(), nextSec));
        return get(league.getId(), null);
    }

    private void createBoards(League league) {
        SortOrder order;
        Operator operator;
        try {
            order = SortOrder.parse(league.getSortOrder());
            operator = Operator.parse(league.getOperator());
        } catch (IllegalArgumentException e) {
            throw ApiException.invalidArgument(String.valueOf(e.getMessage()));
        }
        for (int division = 1; division <= league.getDivisions(); division++) {
            leaderboards.create(
                    boardId(league.getId(), division),
                    true,
                    order,
                    operator,
                    league.getResetSchedule(),
                    "",
                    true);
        }
    }

    /// The leaderboard of a division.
    public static String boardId(String leagueId, int division) {
        return "league/" + leagueId + "/" + division;
    }

    private League find(String id) {
        League league = store.find(id);
        if (league == null) {
            throw ApiException.notFound("League not found");
        }
        return league;
    }

    /// @param userId whose division to tell; null for nobody's
    /// @throws ApiException `NOT_FOUND`
    public League get(String id, @Nullable UUID userId) {
        League league = find(id);
        Cron schedule = Board.schedule(league.getResetSchedule());
        return league.toBuilder()
                .setNextReset(schedule == null ? 0 : schedule.nextSec(clock.nowSec()))
                .setDivision(userId == null ? 0 : store.division(id, userId))
                .build();
    }

    /// Deletes it with all divisions. None of this id is no error.
    public void delete(String id) {
        League league = store.find(id);
        if (league == null) {
            return;
        }
        store.delete(id, () -> jobs.cancel(RESET_JOB, id));
        for (int division = 1; division <= league.getDivisions(); division++) {
            leaderboards.delete(boardId(id, division));
        }
    }

    /// Somebody begins in the lowest division; a member stays where it is.
    public League join(String id, UUID userId, String username) {
        store.join(id, userId, username, find(id).getDivisions());
        return get(id, userId);
    }

    /// Writes a score in the member's division.
    ///
    /// @throws ApiException `NOT_FOUND`; `FAILED_PRECONDITION` for somebody who has not joined
    public LeaderboardRecord write(
            String id, UUID userId, String username, long score, long subscore, String metadata) {
        find(id);
        int division = store.division(id, userId);
        if (division == 0) {
            throw new ApiException(Code.FAILED_PRECONDITION, "Must join the league first");
        }
        return leaderboards.write(
                board(id, division), userId, username, score, subscore, metadata, null);
    }

    private Board board(String id, int division) {
        return leaderboards.get(boardId(id, division));
    }

    /// A page of a division.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` for a division that is not there
    public LeaderboardRecordList records(String id, int division, int limit, String cursor) {
        check("division", division, 1, find(id).getDivisions());
        Board board = board(id, division);
        return leaderboards.records().list(board, leaderboards.expirySec(board), limit, cursor);
    }

    /// Ends the memberships of a user whose account is gone.
    public void deleteMember(UUID userId) {
        store.leaveAll(userId);
    }

    // ---- resets

    private long onReset(String id, long dueSec, long nowSec) {
        League league = store.find(id);
        if (league == null) {
            return 0;
        }
        List<LeagueStore.Move> moves = moves(league, dueSec);
        if (store.move(id, dueSec, moves)) {
            for (LeagueStore.Move move : moves) {
                takeAlong(league, move);
                listener.onMove(league, move.userId(), move.from(), move.to());
            }
        }
        Cron schedule = Board.schedule(league.getResetSchedule());
        return schedule == null ? 0 : schedule.nextSec(Math.max(dueSec, nowSec));
    }

    /// Who goes where by the records that expired. Nobody goes up and down at once: of few players
    /// the better half at most goes up, and only others go down.
    private List<LeagueStore.Move> moves(League league, long expirySec) {
        List<LeagueStore.Move> moves = new ArrayList<>();
        int last = league.getDivisions();
        for (int division = 1; division <= last; division++) {
            List<UUID> ranked = ranked(board(league.getId(), division), expirySec);
            int count = ranked.size();
            int up = division == 1 ? 0 : Math.min(league.getPromoted(), (count + 1) / 2);
            int down = division == last ? 0 : Math.min(league.getRelegated(), count / 2);
            for (int i = 0; i < up; i++) {
                moves.add(new LeagueStore.Move(ranked.get(i), division, division - 1));
            }
            for (int i = count - down; i < count; i++) {
                moves.add(new LeagueStore.Move(ranked.get(i), division, division + 1));
            }
        }
        return moves;
    }

    private List<UUID> ranked(Board board, long expirySec) {
        List<UUID> owners = new ArrayList<>();
        String cursor = "";
        do {
            LeaderboardRecordList page =
                    leaderboards.records().list(board, expirySec, PAGE, cursor);
            for (LeaderboardRecord record : page.getRecordsList()) {
                owners.add(UUID.fromString(record.getOwnerId()));
            }
            cursor = page.getNextCursor();
        } while (!cursor.isEmpty());
        return owners;
    }

    /// A score that was written after the reset and before the move goes along.
    private void takeAlong(League league, LeagueStore.Move move) {
        Board from = board(league.getId(), move.from());
        long expirySec = leaderboards.expirySec(from);
        List<LeaderboardRecord> records =
                leaderboards.records().ofOwners(from, expirySec, List.of(move.userId()));
        for (LeaderboardRecord record : records) {
            leaderboards.write(
                    board(league.getId(), move.to()),
                    move.userId(),
                    record.getUsername().getValue(),
                    record.getScore(),
                    record.getSubscore(),
                    record.getMetadata(),
                    Operator.SET);
            leaderboards.records().delete(from, expirySec, move.userId());
        }
    }
}
