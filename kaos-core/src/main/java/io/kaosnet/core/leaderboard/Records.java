package io.kaosnet.core.leaderboard;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.api.Cursor;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.protocol.api.LeaderboardRecord;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Records of leaderboards and tournaments: written, listed, with their ranks. Blocks; safe from
/// any virtual thread. Asks nobody for permission.
public final class Records {
    private static final int WINDOW_CAPACITY = 4096;
    private static final int RECORD_CAPACITY = 65_536;
    private static final int LOCK_COUNT = 4096;
    private static final int DELETED_AT_ONCE = 256;

    private final RecordStore store;
    private final RecordWriter writer;
    private final Ranks ranks;

    /// One at a time for each record, from the transaction to the ranks, so that ranks change in
    /// the order of the commits.
    private final Object[] locks = new Object[LOCK_COUNT];

    Records(Database database, DatabaseObserver observer) {
        this.store = new RecordStore(database);
        this.writer = new RecordWriter(database, observer);
        this.ranks = new Ranks(store, WINDOW_CAPACITY, RECORD_CAPACITY);
        for (int i = 0; i < LOCK_COUNT; i++) {
            locks[i] = new Object();
        }
    }

    Ranks ranks() {
        return ranks;
    }

    RecordStore store() {
        return store;
    }

    private Object lock(RecordKey key) {
        return locks[lockIndex(key)];
    }

    private static int lockIndex(RecordKey key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & LOCK_COUNT - 1;
    }

    /// Writes one record.
    ///
    /// @return it as it is now, with its rank
    /// @throws ApiException `INVALID_ARGUMENT`, or what the rules of a tournament say
    public LeaderboardRecord write(RecordWrite write) {
        RecordKey key = write.key();
        LeaderboardRecord record =
                changing(
                        write.board(),
                        key,
                        () -> {
                            LeaderboardRecord written = writer.write(write, ranks.seen(key));
                            ranks.written(write.board(), key, written);
                            return written;
                        });
        return ranked(write.board(), key, record);
    }

    private <T> T changing(Board board, RecordKey key, Supplier<T> change) {
        synchronized (lock(key)) {
            try {
                return change.get();
            } catch (ApiException e) {
                if (e.code() == Code.UNAVAILABLE) {
                    // It may have happened all the same.
                    ranks.forget(board.id(), key.expirySec());
                }
                throw e;
            }
        }
    }

    private LeaderboardRecord ranked(Board board, RecordKey key, LeaderboardRecord record) {
        if (!board.hasRanks()) {
            return record;
        }
        Place place = new Place(record.getScore(), record.getSubscore(), key.ownerId());
        int rank = ranks.of(board, key.expirySec()).rank(place);
        return record.toBuilder().setRank(rank).build();
    }

    /// @return whether there was one
    public boolean delete(Board board, long expirySec, UUID ownerId) {
        RecordKey key = new RecordKey(board.id(), expirySec, ownerId);
        return changing(
                board,
                key,
                () -> {
                    boolean deleted = writer.delete(key, board.tournament() != null);
                    ranks.deleted(board, expirySec, ownerId);
                    return deleted;
                });
    }

    /// Deletes the records of these owners, a few hundred in each transaction.
    ///
    /// @return how many there were
    public int delete(Board board, long expirySec, Collection<UUID> owners) {
        List<UUID> all = List.copyOf(new LinkedHashSet<>(owners));
        int count = 0;
        for (int i = 0; i < all.size(); i += DELETED_AT_ONCE) {
            List<UUID> some = all.subList(i, Math.min(all.size(), i + DELETED_AT_ONCE));
            // In one order, so that two at once do not wait for each other.
            int[] indexes =
                    some.stream()
                            .mapToInt(
                                    owner -> lockIndex(new RecordKey(board.id(), expirySec, owner)))
                            .sorted()
                            .distinct()
                            .toArray();
            count += holding(indexes, 0, () -> deleteSome(board, expirySec, some));
        }
        return count;
    }

    /// Deletes all records of a window.
    ///
    /// @return how many there were
    public int deleteAll(Board board, long expirySec) {
        int count = 0;
        int deleted;
        do {
            deleted =
                    delete(board, expirySec, store.owners(board.id(), expirySec, DELETED_AT_ONCE));
            count += deleted;
        } while (deleted > 0);
        return count;
    }

    private int holding(int[] indexes, int from, IntSupplier change) {
        if (from == indexes.length) {
            return change.getAsInt();
        }
        synchronized (locks[indexes[from]]) {
            return holding(indexes, from + 1, change);
        }
    }

    private int deleteSome(Board board, long expirySec, List<UUID> owners) {
        try {
            int deleted = writer.delete(board.id(), expirySec, owners, board.tournament() != null);
            for (UUID owner : owners) {
                ranks.deleted(board, expirySec, owner);
            }
            return deleted;
        } catch (ApiException e) {
            ranks.forget(board.id(), expirySec);
            throw e;
        }
    }

    /// Deletes as part of a transaction; the ranks follow its commit.
    void forget(Board board, RecordKey key) {
        writer.delete(key, board.tournament() != null);
        writer.afterCommit(() -> ranks.forget(board.id(), key.expirySec()));
    }

    void restore(Board board, long expirySec, Leaderboards.Kept record) {
        writer.restore(board, expirySec, record);
        // Also inside a transaction: what others read before it ends is what was before it.
        writer.afterCommit(() -> ranks.forget(board.id(), expirySec));
    }

    // ---- reading

    /// The records of these owners, with their ranks, in the order asked for.
    public List<LeaderboardRecord> ofOwners(Board board, long expirySec, Collection<UUID> owners) {
        List<LeaderboardRecord> records = new ArrayList<>();
        if (owners.isEmpty()) {
            return records;
        }
        List<UUID> ids = List.copyOf(new LinkedHashSet<>(owners));
        Map<UUID, LeaderboardRecord> found = ranks.records(board, expirySec, ids);
        for (UUID id : ids) {
            LeaderboardRecord record = found.get(id);
            if (record != null) {
                records.add(ranked(board, new RecordKey(board.id(), expirySec, id), record));
            }
        }
        return records;
    }

    /// A page of the list.
    ///
    /// @param cursor where another page ended; empty for the top
    /// @throws ApiException `INVALID_ARGUMENT` for a cursor of another list or window
    public LeaderboardRecordList list(Board board, long expirySec, int limit, String cursor) {
        ListCursor from = ListCursor.parse(board, expirySec, cursor);
        return board.hasRanks()
                ? listRanked(board, expirySec, limit, from)
                : listCounted(board, expirySec, limit, from);
    }

    /// How many records a board with ranks has.
    int count(Board board, long expirySec) {
        return ranks.of(board, expirySec).size();
    }

    private LeaderboardRecordList listRanked(
            Board board, long expirySec, int limit, ListCursor from) {
        WindowRanks window = ranks.of(board, expirySec);
        boolean isTop = from.rank() == 0 && from.isForwards();
        LeaderboardRecordList top = isTop ? window.top(limit) : null;
        if (top != null) {
            return top;
        }
        WindowRanks.Seen seen = window.visitBeside(from.place(), from.isForwards(), limit);
        LeaderboardRecordList page = page(board, expirySec, seen);
        if (isTop && page.getRecordsCount() == seen.entries().size()) {
            window.keepTop(limit, seen, page);
        }
        return page;
    }

    private LeaderboardRecordList page(Board board, long expirySec, WindowRanks.Seen seen) {
        LeaderboardRecordList.Builder page =
                LeaderboardRecordList.newBuilder().setRankCount(seen.size());
        List<WindowRanks.Entry> entries = seen.entries();
        if (entries.isEmpty()) {
            return page.build();
        }
        @Nullable LeaderboardRecord[] records = ranks.records(board, expirySec, seen);
        for (int i = 0; i < records.length; i++) {
            LeaderboardRecord record = records[i];
            if (record != null) {
                page.addRecords(record.toBuilder().setRank(entries.get(i).rank()));
            }
        }
        WindowRanks.Entry first = entries.getFirst();
        WindowRanks.Entry last = entries.getLast();
        if (first.rank() > 1) {
            page.setPrevCursor(
                    new ListCursor(first.place(), first.rank(), false).text(board, expirySec));
        }
        if (last.rank() < seen.size()) {
            page.setNextCursor(
                    new ListCursor(last.place(), last.rank(), true).text(board, expirySec));
        }
        return page.build();
    }

    /// A page of a board without ranks: its positions are counted from the top, by the cursors.
    private LeaderboardRecordList listCounted(
            Board board, long expirySec, int limit, ListCursor from) {
        List<LeaderboardRecord> found =
                store.beside(board, expirySec, from.place(), from.isForwards(), limit + 1);
        boolean hasMore = found.size() > limit;
        List<LeaderboardRecord> records = found.subList(0, Math.min(limit, found.size()));
        long rank = from.rank() + 1;
        if (!from.isForwards()) {
            records = records.reversed();
            rank = Math.max(1, from.rank() - records.size());
        }
        LeaderboardRecordList.Builder page = LeaderboardRecordList.newBuilder();
        for (LeaderboardRecord record : records) {
            page.addRecords(record.toBuilder().setRank(rank++));
        }
        boolean hasNext = from.isForwards() ? hasMore : true;
        boolean hasPrevious = from.isForwards() ? from.rank() > 0 : hasMore;
        return withCursors(page, board, expirySec, hasPrevious, hasNext);
    }

    private static LeaderboardRecordList withCursors(
            LeaderboardRecordList.Builder page,
            Board board,
            long expirySec,
            boolean hasPrevious,
            boolean hasNext) {
        int count = page.getRecordsCount();
        if (count > 0 && hasPrevious) {
            LeaderboardRecord first = page.getRecords(0);
            page.setPrevCursor(
                    new ListCursor(Place.of(first), first.getRank(), false).text(board, expirySec));
        }
        if (count > 0 && hasNext) {
            LeaderboardRecord last = page.getRecords(count - 1);
            page.setNextCursor(
                    new ListCursor(Place.of(last), last.getRank(), true).text(board, expirySec));
        }
        return page.build();
    }

    /// The records around an owner's; empty when it has none.
    public LeaderboardRecordList around(
            Board board, long expirySec, UUID ownerId, int limit, String cursor) {
        if (!cursor.isEmpty()) {
            return list(board, expirySec, limit, cursor);
        }
        return board.hasRanks()
                ? page(board, expirySec, ranks.of(board, expirySec).visitAround(ownerId, limit))
                : aroundCounted(board, expirySec, ownerId, limit);
    }

    private LeaderboardRecordList aroundCounted(
            Board board, long expirySec, UUID ownerId, int limit) {
        LeaderboardRecord own = ranks.records(board, expirySec, List.of(ownerId)).get(ownerId);
        LeaderboardRecordList.Builder page = LeaderboardRecordList.newBuilder();
        if (own == null) {
            return page.build();
        }
        Place place = Place.of(own);
        List<LeaderboardRecord> all = new ArrayList<>();
        List<LeaderboardRecord> before =
                store.beside(board, expirySec, place, false, limit).reversed();
        all.addAll(before);
        all.add(own);
        all.addAll(store.beside(board, expirySec, place, true, limit));
        int first = WindowRanks.firstAround(before.size() + 1, all.size(), limit) - 1;
        int end = Math.min(all.size(), first + limit);
        page.addAllRecords(all.subList(first, end));
        return withCursors(page, board, expirySec, first > 0, end < all.size());
    }

    /// A cursor whose page begins at a rank; empty for the first.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` for a rank below 1, `NOT_FOUND` beyond the last
    public String cursorFromRank(Board board, long expirySec, long rank) {
        if (rank < 1) {
            throw ApiException.invalidArgument("rank: " + rank + " (expected: 1 or more)");
        }
        if (rank == 1) {
            return "";
        }
        Place before = null;
        if (board.hasRanks() && rank <= Integer.MAX_VALUE) {
            List<WindowRanks.Entry> entries =
                    ranks.of(board, expirySec).visit((int) rank - 1, 1).entries();
            before = entries.isEmpty() ? null : entries.getFirst().place();
        } else if (!board.hasRanks()) {
            LeaderboardRecord record = store.atRank(board, expirySec, rank - 1);
            before = record == null ? null : Place.of(record);
        }
        if (before == null) {
            throw ApiException.notFound("rank: " + rank + " is beyond the last record");
        }
        return new ListCursor(before, rank - 1, true).text(board, expirySec);
    }

    /// Where a page begins.
    ///
    /// @param rank of the record at the place; 0 for the top
    private record ListCursor(Place place, long rank, boolean isForwards) {
        private static String listing(Board board, long expirySec) {
            return "records/" + board.id() + "/" + expirySec;
        }

        static ListCursor parse(Board board, long expirySec, String cursor) {
            if (cursor.isEmpty()) {
                return new ListCursor(Place.start(board), 0, true);
            }
            Cursor.Reader reader = new Cursor.Reader(listing(board, expirySec), cursor);
            boolean isForwards = reader.number() == 1;
            long rank = reader.number();
            return new ListCursor(
                    new Place(reader.number(), reader.number(), reader.id()), rank, isForwards);
        }

        String text(Board board, long expirySec) {
            return new Cursor.Writer(listing(board, expirySec))
                    .number(isForwards ? 1 : 0)
                    .number(rank)
                    .number(place.score())
                    .number(place.subscore())
                    .id(place.ownerId())
                    .toString();
        }
    }
}
