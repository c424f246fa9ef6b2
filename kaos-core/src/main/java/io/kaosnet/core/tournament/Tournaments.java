package io.kaosnet.core.tournament;

import com.google.protobuf.Timestamp;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.job.Cron;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.RecordWrite;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.core.leaderboard.TournamentRules;
import io.kaosnet.core.leaderboard.Window;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.Tournament;
import io.kaosnet.protocol.api.TournamentList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tournaments as the server and game code use them: nobody is asked for permission, their rules
/// hold for all. Blocks; safe from any virtual thread.
public final class Tournaments {
    private static final String END_JOB = "tournament_end";
    private static final String RESET_JOB = "tournament_reset";
    private static final Comparator<Board> LIST_ORDER =
            Comparator.comparingLong((Board board) -> rules(board).startSec())
                    .thenComparing(Board::id);

    private final Leaderboards leaderboards;
    private final Jobs jobs;
    private final Clock clock;
    private volatile Listener listener = new Listener() {};

    /// Told of ends and resets. Called on a virtual thread; may block.
    public interface Listener {
        /// The time to write is over.
        ///
        /// @param resetSec when its records expire; 0 for never
        default void onEnd(Board tournament, long endSec, long resetSec) {}

        /// A window's records have expired.
        ///
        /// @param endSec when writing ended
        default void onReset(Board tournament, long endSec, long resetSec) {}
    }

    /// Which tournaments to list. Immutable.
    ///
    /// @param startSec the earliest start
    /// @param endSec the latest end; 0 for those without an end alone, -1 for all that are not over
    public record Filter(int categoryStart, int categoryEnd, long startSec, long endSec) {
        public Filter {
            if (categoryStart < 0 || categoryStart > 127) {
                throw ApiException.invalidArgument(
                        "category start: " + categoryStart + " (expected: 0..127)");
            }
            if (categoryEnd < categoryStart || categoryEnd > 127) {
                throw ApiException.invalidArgument(
                        "category end: " + categoryEnd + " (expected: " + categoryStart + "..127)");
            }
            if (endSec > 0 && endSec < startSec) {
                throw ApiException.invalidArgument(
                        "end time: " + endSec + " (expected: not before the start time)");
            }
        }

        String text() {
            return categoryStart + "/" + categoryEnd + "/" + startSec + "/" + endSec;
        }
    }

    public Tournaments(Leaderboards leaderboards, Jobs jobs, Clock clock) {
        this.leaderboards = leaderboards;
        this.jobs = jobs;
        this.clock = clock;
        jobs.on(END_JOB, this::onEnd);
        jobs.on(RESET_JOB, this::onReset);
    }

    public void listen(Listener listener) {
        this.listener = listener;
    }

    private static TournamentRules rules(Board board) {
        TournamentRules rules = board.tournament();
        if (rules == null) {
            throw new IllegalStateException(board.id() + " is no tournament");
        }
        return rules;
    }

    // ---- definitions

    /// @throws ApiException `NOT_FOUND` also for a leaderboard
    public Board get(String id) {
        Board board = leaderboards.find(id);
        if (board == null || board.tournament() == null) {
            throw ApiException.notFound("Tournament not found");
        }
        return board;
    }

    /// Makes a tournament. One that is there already stays as it is.
    ///
    /// @param schedule empty for no resets
    /// @param metadata a JSON object; empty for none
    /// @throws ApiException `INVALID_ARGUMENT`; `ALREADY_EXISTS` when a leaderboard has the id
    public Board create(
            String id,
            boolean isAuthoritative,
            SortOrder sortOrder,
            Operator operator,
            String schedule,
            String metadata,
            boolean hasRanks,
            TournamentRules rules) {
        long nowSec = clock.nowSec();
        if (rules.endSec() > 0 && rules.endSec() <= nowSec) {
            throw ApiException.invalidArgument(
                    "end time: " + rules.endSec() + " (expected: in the future)");
        }
        Cron cron = Board.schedule(schedule);
        Board board =
                new Board(
                        id,
                        isAuthoritative,
                        sortOrder,
                        operator,
                        cron,
                        metadata.isEmpty() ? "{}" : metadata,
                        hasRanks,
                        clock.nowMs() * 1000,
                        rules);
        return leaderboards.create(
                board,
                () -> {
                    Window window = board.window(nowSec);
                    schedule(END_JOB, id, nextEndSec(board, window, nowSec));
                    schedule(RESET_JOB, id, window.expirySec());
                });
    }

    private void schedule(String job, String id, long dueSec) {
        if (dueSec > 0) {
            jobs.schedule(job, id, dueSec);
        }
    }

    /// When writing ends next, or 0 when it never does again.
    private static long nextEndSec(Board board, Window window, long nowSec) {
        if (window.endSec() > nowSec) {
            return window.endSec();
        }
        return window.nextResetSec() == 0 ? 0 : board.window(window.nextResetSec()).endSec();
    }

    /// Deletes it with all records. None of this id is no error.
    public void delete(String id) {
        Board board = leaderboards.find(id);
        if (board != null && board.tournament() != null) {
            leaderboards.delete(
                    board,
                    () -> {
                        jobs.cancel(END_JOB, id);
                        jobs.cancel(RESET_JOB, id);
                    });
        }
    }

    /// A tournament as it is told to clients and scripts.
    public Tournament described(Board board) {
        return described(List.of(board)).getFirst();
    }

    /// The same for many, in the same order.
    public List<Tournament> described(List<Board> boards) {
        Map<String, Integer> sizes = leaderboards.sizes(boards);
        List<Tournament> tournaments = new ArrayList<>(boards.size());
        for (Board board : boards) {
            tournaments.add(described(board, sizes.getOrDefault(board.id(), 0)));
        }
        return tournaments;
    }

    private Tournament described(Board board, int size) {
        long nowSec = clock.nowSec();
        TournamentRules rules = rules(board);
        Window window = board.window(nowSec);
        Tournament.Builder tournament =
                Tournament.newBuilder()
                        .setId(board.id())
                        .setTitle(rules.title())
                        .setDescription(rules.description())
                        .setCategory(rules.category())
                        .setSortOrder(board.sortOrder().ordinal())
                        .setSize(size)
                        .setMaxSize(rules.maxSize())
                        .setMaxNumScore(rules.maxNumScore())
                        .setCanEnter(window.isActive(nowSec) && size < rules.maxSize())
                        .setStartActive((int) window.startSec())
                        .setEndActive((int) window.endSec())
                        .setPrevReset((int) window.previousResetSec())
                        .setNextReset((int) window.nextResetSec())
                        .setMetadata(board.metadata())
                        .setCreateTime(
                                Timestamp.newBuilder().setSeconds(board.createMicros() / 1_000_000))
                        .setStartTime(Timestamp.newBuilder().setSeconds(rules.startSec()))
                        .setDuration((int) rules.durationSec())
                        .setOperator(board.operator().wire())
                        .setAuthoritative(board.isAuthoritative())
                        .setJoinRequired(rules.joinRequired());
        if (rules.endSec() > 0) {
            tournament.setEndTime(Timestamp.newBuilder().setSeconds(rules.endSec()));
        }
        return tournament.build();
    }

    /// A page of tournaments, by their start.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` for a cursor of another listing
    public TournamentList list(Filter filter, int limit, String cursor) {
        String listing = "tournaments/" + filter.text();
        long afterSec = -1;
        String afterId = "";
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader(listing, cursor);
            afterSec = reader.number();
            afterId = reader.text();
        }
        List<Board> found = new ArrayList<>();
        for (Board board : leaderboards.tournaments()) {
            long startSec = rules(board).startSec();
            boolean isAfter =
                    startSec > afterSec
                            || (startSec == afterSec && board.id().compareTo(afterId) > 0);
            if (isAfter && matches(filter, board)) {
                found.add(board);
            }
        }
        found.sort(LIST_ORDER);
        List<Board> page = found.subList(0, Math.min(limit, found.size()));
        TournamentList.Builder list =
                TournamentList.newBuilder().addAllTournaments(described(page));
        if (found.size() > limit) {
            Board last = page.getLast();
            list.setCursor(
                    new Cursor.Writer(listing)
                            .number(rules(last).startSec())
                            .text(last.id())
                            .toString());
        }
        return list.build();
    }

    private boolean matches(Filter filter, Board board) {
        TournamentRules rules = rules(board);
        if (rules.category() < filter.categoryStart()
                || rules.category() > filter.categoryEnd()
                || rules.startSec() < filter.startSec()) {
            return false;
        }
        if (filter.endSec() < 0) {
            return !rules.isOver(board.schedule() != null, clock.nowSec());
        }
        return filter.endSec() == 0
                ? rules.endSec() == 0
                : rules.endSec() > 0 && rules.endSec() <= filter.endSec();
    }

    // ---- taking part

    /// Lets somebody take part; somebody who does already stays.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` when it is full or over
    public void join(Board board, UUID ownerId, String username) {
        long nowSec = clock.nowSec();
        TournamentRules rules = rules(board);
        if (rules.isOver(board.schedule() != null, nowSec)
                || nowSec >= board.window(nowSec).endSec()) {
            throw ApiException.invalidArgument("Tournament has ended");
        }
        if (rules.joinRequired()) {
            change(RecordWrite.Kind.JOIN, board, ownerId, username, 0);
        }
    }

    /// Lets somebody write more often than the rules say; less often with a count below 0.
    ///
    /// @throws ApiException `NOT_FOUND` when there is no record
    public void addAttempts(Board board, UUID ownerId, int count) {
        if (count == 0) {
            throw ApiException.invalidArgument("count: 0 (expected: another number)");
        }
        change(RecordWrite.Kind.ADD_ATTEMPTS, board, ownerId, "", count);
    }

    private LeaderboardRecord change(
            RecordWrite.Kind kind, Board board, UUID ownerId, String username, int attempts) {
        return leaderboards
                .records()
                .write(
                        new RecordWrite(
                                kind,
                                board,
                                leaderboards.expirySec(board),
                                ownerId,
                                username,
                                0,
                                0,
                                "",
                                board.operator(),
                                attempts,
                                clock.nowMs() * 1000));
    }

    /// Writes a record of the current window.
    ///
    /// @param operator null for the tournament's own
    /// @throws ApiException `NOT_FOUND` when it is over, `FAILED_PRECONDITION` by its rules
    public LeaderboardRecord write(
            Board board,
            UUID ownerId,
            String username,
            long score,
            long subscore,
            String metadata,
            @Nullable Operator operator) {
        long nowSec = clock.nowSec();
        if (rules(board).isOver(board.schedule() != null, nowSec)) {
            throw ApiException.notFound("Tournament has ended");
        }
        if (!board.window(nowSec).isActive(nowSec)) {
            throw new ApiException(Code.FAILED_PRECONDITION, "Tournament is not open now");
        }
        return leaderboards.write(board, ownerId, username, score, subscore, metadata, operator);
    }

    public Leaderboards leaderboards() {
        return leaderboards;
    }

    // ---- ends and resets

    private long onEnd(String id, long dueSec, long nowSec) {
        Board board = leaderboards.find(id);
        if (board == null || board.tournament() == null) {
            return 0;
        }
        listener.onEnd(board, dueSec, board.window(dueSec - 1).expirySec());
        return nextEndSec(board, board.window(nowSec), nowSec);
    }

    private long onReset(String id, long dueSec, long nowSec) {
        Board board = leaderboards.find(id);
        if (board == null || board.tournament() == null) {
            return 0;
        }
        listener.onReset(board, board.window(dueSec - 1).endSec(), dueSec);
        long nextSec = board.window(nowSec).expirySec();
        return nextSec > nowSec ? nextSec : 0;
    }
}
