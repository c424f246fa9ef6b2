package io.kaosnet.core.leaderboard;

import io.kaosnet.core.rank.Ranking;
import io.kaosnet.protocol.api.LeaderboardRecordList;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The ranks of one window of one board. Safe from any thread.
///
/// While the list is loaded from SQL, changes that are committed meanwhile are kept and applied
/// after it: each says what a record is now, so that one which the load saw already does no harm.
final class WindowRanks {
    private final RecordKey window;
    private final RecordStore store;
    private final boolean isDescending;

    /// Guarded by this.
    private Ranking ranking;

    /// The first page as it was answered last; null when it changed since. Guarded by this.
    private @Nullable TopPage top;

    /// Counts changes, so that a page is kept only when nothing changed while it was made. Guarded
    /// by this.
    private long changeCount;

    private @Nullable List<Change> sinceLoad = new ArrayList<>();
    private volatile boolean isLoaded;

    private final Object loading = new Object();

    /// @param place null when the record is gone
    private record Change(UUID ownerId, @Nullable Place place) {}

    private record TopPage(int limit, int size, LeaderboardRecordList page) {}

    /// Entries, how many there are in all, and after how many changes.
    record Seen(List<Entry> entries, int size, long changeCount) {}

    /// One entry of the list. Immutable.
    record Entry(int rank, Place place) {}

    WindowRanks(RecordKey window, boolean isDescending, RecordStore store) {
        this.window = window;
        this.store = store;
        this.isDescending = isDescending;
        this.ranking = new Ranking(isDescending);
    }

    /// Loads the list unless that is done. Blocks.
    private void load() {
        if (isLoaded) {
            return;
        }
        synchronized (loading) {
            if (isLoaded) {
                return;
            }
            Ranking fresh = new Ranking(isDescending);
            store.load(window.boardId(), window.expirySec(), fresh);
            synchronized (this) {
                ranking = fresh;
                List<Change> changes = sinceLoad;
                sinceLoad = null;
                for (Change change : changes == null ? List.<Change>of() : changes) {
                    apply(change.ownerId(), change.place());
                }
                isLoaded = true;
            }
        }
    }

    void put(UUID ownerId, long score, long subscore) {
        change(ownerId, new Place(score, subscore, ownerId));
    }

    void remove(UUID ownerId) {
        change(ownerId, null);
    }

    private synchronized void change(UUID ownerId, @Nullable Place place) {
        changeCount++;
        List<Change> changes = sinceLoad;
        if (changes != null) {
            changes.add(new Change(ownerId, place));
        } else {
            apply(ownerId, place);
        }
    }

    private void apply(UUID ownerId, @Nullable Place place) {
        long high = ownerId.getMostSignificantBits();
        long low = ownerId.getLeastSignificantBits();
        TopPage kept = top;
        boolean wasOnTop = kept != null && isAmong(ranking.rank(high, low), kept.limit());
        if (place == null) {
            ranking.remove(high, low);
        } else {
            ranking.put(high, low, place.score(), place.subscore());
        }
        if (kept != null
                && (wasOnTop
                        || ranking.size() != kept.size()
                        || isAmong(ranking.rank(high, low), kept.limit()))) {
            top = null;
        }
    }

    private static boolean isAmong(int rank, int limit) {
        return rank > 0 && rank <= limit;
    }

    /// The first page of this length if it is as it was answered last, else null.
    synchronized @Nullable LeaderboardRecordList top(int limit) {
        TopPage kept = top;
        return kept != null && kept.limit() == limit ? kept.page() : null;
    }

    /// Keeps the first page for those who ask next.
    ///
    /// @param seen what it was made of
    synchronized void keepTop(int limit, Seen seen, LeaderboardRecordList page) {
        if (seen.changeCount() == changeCount) {
            top = new TopPage(limit, seen.size(), page);
        }
    }

    /// The rank of a record, from 1. One that is written at this moment and not told here yet has
    /// the rank that it is about to get.
    int rank(Place place) {
        load();
        long high = place.ownerId().getMostSignificantBits();
        long low = place.ownerId().getLeastSignificantBits();
        synchronized (this) {
            int rank = ranking.rank(high, low);
            return rank > 0
                    ? rank
                    : ranking.countBefore(place.score(), place.subscore(), high, low) + 1;
        }
    }

    int size() {
        load();
        synchronized (this) {
            return ranking.size();
        }
    }

    /// How many there are, as far as it is loaded; never waits.
    int loadedSize() {
        if (!isLoaded) {
            return 0;
        }
        synchronized (this) {
            return ranking.size();
        }
    }

    long bytes() {
        if (!isLoaded) {
            return 0;
        }
        synchronized (this) {
            return ranking.bytes();
        }
    }

    /// The entries of these ranks.
    Seen visit(int fromRank, int count) {
        load();
        List<Entry> entries = new ArrayList<>(count);
        synchronized (this) {
            visitNow(fromRank, count, entries);
            return new Seen(entries, ranking.size(), changeCount);
        }
    }

    private void visitNow(int fromRank, int count, List<Entry> entries) {
        ranking.visit(
                fromRank,
                count,
                (rank, high, low, score, subscore) ->
                        entries.add(
                                new Entry(rank, new Place(score, subscore, new UUID(high, low)))));
    }

    /// The entries behind a place, or before it, in their order.
    Seen visitBeside(Place place, boolean isForwards, int count) {
        load();
        List<Entry> entries = new ArrayList<>(count);
        long high = place.ownerId().getMostSignificantBits();
        long low = place.ownerId().getLeastSignificantBits();
        synchronized (this) {
            int before = ranking.countBefore(place.score(), place.subscore(), high, low);
            if (isForwards) {
                boolean isThere = ranking.rank(high, low) == before + 1;
                visitNow(before + (isThere ? 2 : 1), count, entries);
            } else {
                int from = Math.max(1, before - count + 1);
                visitNow(from, before - from + 1, entries);
            }
            return new Seen(entries, ranking.size(), changeCount);
        }
    }

    /// The entries around an owner; none when it has no record.
    Seen visitAround(UUID ownerId, int count) {
        load();
        List<Entry> entries = new ArrayList<>(count);
        synchronized (this) {
            int rank =
                    ranking.rank(
                            ownerId.getMostSignificantBits(), ownerId.getLeastSignificantBits());
            if (rank > 0) {
                visitNow(firstAround(rank, ranking.size(), count), count, entries);
            }
            return new Seen(entries, ranking.size(), changeCount);
        }
    }

    /// The first rank of a window around a rank: half of the others behind it, filled up at the
    /// ends of the list.
    static int firstAround(int rank, int size, int count) {
        int before = count - 1 - count / 2;
        return Math.max(1, Math.min(rank - before, size - count + 1));
    }
}
