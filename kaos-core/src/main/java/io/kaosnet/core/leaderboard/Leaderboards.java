package io.kaosnet.core.leaderboard;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.job.Cron;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.protocol.api.Leaderboard;
import io.kaosnet.protocol.api.LeaderboardList;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leaderboards as the server and game code use them: nobody is asked for permission. Blocks; safe
/// from any virtual thread.
public final class Leaderboards {
    private static final Logger LOG = LoggerFactory.getLogger(Leaderboards.class);
    private static final String RESET_JOB = "leaderboard_reset";

    private final BoardStore store;
    private final Records records;
    private final Jobs jobs;
    private final Set<String> withoutRanks;
    private final Clock clock;

    /// All definitions, tournaments too.
    private final Map<String, Board> boards = new ConcurrentHashMap<>();

    private volatile ResetListener resetListener = (_, _) -> {};

    /// Told of resets. Called on a virtual thread; may block.
    @FunctionalInterface
    public interface ResetListener {
        /// @param resetSec when it was reset, seconds since 1970; its records before expired then
        void onReset(Board board, long resetSec);
    }

    /// @param withoutRanks ids whose ranks are not kept in memory whatever they say; `*` for all
    public Leaderboards(
            Database database,
            Jobs jobs,
            Collection<String> withoutRanks,
            DatabaseObserver observer,
            Clock clock) {
        this.store = new BoardStore(database);
        this.records = new Records(database, observer);
        this.jobs = jobs;
        this.withoutRanks = Set.copyOf(withoutRanks);
        this.clock = clock;
        List<String> excluded = new ArrayList<>();
        for (Board board : store.all()) {
            Board admitted = admitted(board);
            boards.put(board.id(), admitted);
            if (admitted.hasRanks() != board.hasRanks()) {
                excluded.add(board.id());
            }
        }
        if (!excluded.isEmpty()) {
            store.order(excluded);
        }
        jobs.on(RESET_JOB, this::onReset);
    }

    public void listen(ResetListener listener) {
        resetListener = listener;
    }

    /// Loads the ranks of the current windows in the background.
    public void start() {
        Thread.ofVirtual().name("leaderboard-ranks").start(this::loadAll);
    }

    private void loadAll() {
        long startNs = clock.nowNs();
        try {
            for (Board board : boards.values()) {
                if (board.hasRanks()) {
                    records.ranks().of(board, board.window(clock.nowSec()).expirySec()).size();
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("loading ranks failed; they are loaded when they are asked for", e);
            return;
        }
        LOG.info(
                "ranks loaded leaderboards={} records={} ms={}",
                boards.size(),
                records.ranks().entryCount(),
                (clock.nowNs() - startNs) / 1_000_000);
    }

    private Board admitted(Board board) {
        boolean isExcluded = withoutRanks.contains("*") || withoutRanks.contains(board.id());
        return isExcluded && board.hasRanks() ? board.withoutRanks() : board;
    }

    // ---- definitions

    /// The leaderboard or tournament of this id, or null.
    public @Nullable Board find(String id) {
        Board known = boards.get(id);
        if (known != null || id.isEmpty()) {
            return known;
        }
        // Another server may have made it.
        Board board = store.find(id);
        if (board == null) {
            return null;
        }
        Board admitted = admitted(board);
        if (admitted.hasRanks() != board.hasRanks()) {
            store.order(List.of(id));
        }
        return boards.computeIfAbsent(id, _ -> admitted);
    }

    /// @throws ApiException `NOT_FOUND` also for a tournament
    public Board get(String id) {
        Board board = find(id);
        if (board == null || board.tournament() != null) {
            throw ApiException.notFound("Leaderboard not found");
        }
        return board;
    }

    /// Makes a leaderboard. One that is there already stays as it is.
    ///
    /// @param schedule empty for no resets
    /// @param metadata a JSON object; empty for none
    /// @throws ApiException `INVALID_ARGUMENT`; `ALREADY_EXISTS` when a tournament has the id
    public Board create(
            String id,
            boolean isAuthoritative,
            SortOrder sortOrder,
            Operator operator,
            String schedule,
            String metadata,
            boolean hasRanks) {
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
                        null);
        return create(
                board,
                () -> {
                    long nextSec = cron == null ? 0 : cron.nextSec(clock.nowSec());
                    if (nextSec > 0) {
                        jobs.schedule(RESET_JOB, id, nextSec);
                    }
                });
    }

    /// Makes a leaderboard or tournament.
    ///
    /// @param then what belongs to the creation, in its transaction
    /// @throws ApiException `ALREADY_EXISTS` when one of the other kind has the id
    public Board create(Board board, Runnable then) {
        store.insert(board, then);
        Board present = find(board.id());
        if (present == null) {
            throw new IllegalStateException("leaderboard " + board.id() + " went away");
        }
        if ((present.tournament() == null) != (board.tournament() == null)) {
            throw new ApiException(
                    Code.ALREADY_EXISTS,
                    board.id()
                            + " is a "
                            + (board.tournament() == null ? "tournament" : "leaderboard"));
        }
        return present;
    }

    /// Deletes it with all records. None of this id is no error.
    public void delete(String id) {
        Board board = find(id);
        if (board != null && board.tournament() == null) {
            delete(board, () -> jobs.cancel(RESET_JOB, id));
        }
    }

    /// @param then what belongs to the deletion, in its transaction
    public void delete(Board board, Runnable then) {
        store.delete(board.id(), then);
        boards.remove(board.id());
        records.ranks().forget(board.id());
    }

    public void disableRanks(Board board) {
        store.disableRanks(board.id());
        boards.computeIfPresent(board.id(), (_, present) -> present.withoutRanks());
        records.ranks().forget(board.id());
    }

    /// Plain leaderboards, the oldest first.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` for a cursor of something else
    public LeaderboardList list(int limit, String cursor) {
        long afterMicros = 0;
        String afterId = "";
        if (!cursor.isEmpty()) {
            Cursor.Reader reader = new Cursor.Reader("leaderboards", cursor);
            afterMicros = reader.number();
            afterId = reader.text();
        }
        List<Board> found = store.list(afterMicros, afterId, limit + 1);
        LeaderboardList.Builder page = LeaderboardList.newBuilder();
        for (Board board : found.subList(0, Math.min(limit, found.size()))) {
            page.addLeaderboards(described(board));
        }
        if (found.size() > limit) {
            Board last = found.get(limit - 1);
            page.setCursor(
                    new Cursor.Writer("leaderboards")
                            .number(last.createMicros())
                            .text(last.id())
                            .toString());
        }
        return page.build();
    }

    /// A leaderboard as it is told to clients and scripts.
    public Leaderboard described(Board board) {
        Window window = board.window(clock.nowSec());
        return Leaderboard.newBuilder()
                .setId(board.id())
                .setSortOrder(board.sortOrder().ordinal())
                .setOperator(board.operator().wire())
                .setPrevReset((int) window.previousResetSec())
                .setNextReset((int) window.nextResetSec())
                .setMetadata(board.metadata())
                .setCreateTime(RecordStore.timestamp(board.createMicros()))
                .setAuthoritative(board.isAuthoritative())
                .build();
    }

    /// Definitions of tournaments.
    public List<Board> tournaments() {
        List<Board> tournaments = new ArrayList<>();
        for (Board board : boards.values()) {
            if (board.tournament() != null) {
                tournaments.add(board);
            }
        }
        return tournaments;
    }

    // ---- records

    public Records records() {
        return records;
    }

    /// The window that records are written to now, by the name of its expiry.
    public long expirySec(Board board) {
        return board.window(clock.nowSec()).expirySec();
    }

    /// @param expirySec of an older window; 0 for the current one
    /// @throws ApiException `INVALID_ARGUMENT` for one below 0
    public long expirySec(Board board, long expirySec) {
        if (expirySec < 0) {
            throw ApiException.invalidArgument(
                    "expiry: " + expirySec + " (expected: seconds since 1970)");
        }
        return expirySec == 0 ? expirySec(board) : expirySec;
    }

    /// Writes a record of the current window.
    ///
    /// @param operator null for the board's own
    public LeaderboardRecord write(
            Board board,
            UUID ownerId,
            String username,
            long score,
            long subscore,
            String metadata,
            @Nullable Operator operator) {
        return records.write(
                new RecordWrite(
                        RecordWrite.Kind.SCORE,
                        board,
                        expirySec(board),
                        ownerId,
                        username,
                        score,
                        subscore,
                        metadata,
                        operator == null ? board.operator() : operator,
                        0,
                        clock.nowMs() * 1000));
    }

    /// A record as it was kept somewhere, without its board and window. Immutable.
    ///
    /// @param username null for none
    /// @param metadata a JSON object
    public record Kept(
            UUID ownerId,
            @Nullable String username,
            long score,
            long subscore,
            int numScore,
            int maxNumScore,
            String metadata,
            long createMicros,
            long updateMicros) {}

    /// Puts a record back as it was, whatever the rules of the board; one of the same owner and
    /// window goes. May be part of a transaction.
    public void restore(Board board, long expirySec, Kept record) {
        records.restore(board, expirySec, record);
    }

    /// Records of the list and of owners.
    ///
    /// @param limit 0 for the owners' records alone
    public LeaderboardRecordList list(
            Board board, long expirySec, Collection<UUID> owners, int limit, String cursor) {
        LeaderboardRecordList page =
                limit == 0
                        ? LeaderboardRecordList.newBuilder()
                                .setRankCount(rankCount(board, expirySec))
                                .build()
                        : records.list(board, expirySec, limit, cursor);
        return owners.isEmpty()
                ? page
                : page.toBuilder()
                        .addAllOwnerRecords(records.ofOwners(board, expirySec, owners))
                        .build();
    }

    private int rankCount(Board board, long expirySec) {
        return board.hasRanks() ? records.count(board, expirySec) : 0;
    }

    /// Deletes everything that an owner has on all boards.
    public void deleteOwner(UUID ownerId) {
        for (RecordKey key : records.store().ofOwner(ownerId)) {
            Board board = find(key.boardId());
            if (board != null) {
                records.delete(board, key.expirySec(), ownerId);
            }
        }
    }

    /// The same as part of the caller's transaction, which may still fail.
    public void forgetOwner(UUID ownerId) {
        for (RecordKey key : records.store().ofOwner(ownerId)) {
            Board board = find(key.boardId());
            if (board != null) {
                records.forget(board, key);
            }
        }
    }

    /// How many take part in windows of tournaments.
    public Map<String, Integer> sizes(Collection<Board> tournaments) {
        Map<String, Long> windows = new HashMap<>();
        for (Board board : tournaments) {
            windows.put(board.id(), expirySec(board));
        }
        Map<String, Integer> sizes = new HashMap<>();
        records.store()
                .sizes(
                        windows.keySet(),
                        (id, expirySec, size) -> {
                            if (Long.valueOf(expirySec).equals(windows.get(id))) {
                                sizes.put(id, size);
                            }
                        });
        return sizes;
    }

    /// Entries whose ranks are in memory.
    public long rankedCount() {
        return records.ranks().entryCount();
    }

    /// @return when it is reset next
    private long onReset(String id, long dueSec, long nowSec) {
        Board board = find(id);
        Cron schedule = board == null ? null : board.schedule();
        if (board == null || schedule == null) {
            return 0;
        }
        // Resets that were missed altogether ended windows in which nobody could write.
        resetListener.onReset(board, dueSec);
        return schedule.nextSec(Math.max(dueSec, nowSec));
    }
}
