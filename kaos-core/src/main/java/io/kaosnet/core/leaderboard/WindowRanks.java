package io.kaosnet.core.leaderboard;

import io.kaosnet.core.rank.Ranking;
import io.kaosnet.protocol.api.LeaderboardRecord;
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
    private final Ranking ranking;
    private @Nullable List<Change> sinceLoad = new ArrayList<>();
    private volatile boolean isLoaded;
    private final Object loading = new Object();

    /// @param place null when the record is gone
    private record Change(UUID ownerId, @Nullable Place place) {}

    /// One entry of the list. Immutable.
    record Entry(int rank, Place place) {}

    WindowRanks(RecordKey window, boolean isDescending, RecordStore store) {
        this.window = window;
        this.store = store;
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
            Ranking fresh = ranking;
            store.load(window.boardId(), window.expirySec(), fresh);
            synchronized (this) {
                List<Change> changes = sinceLoad;
                sinceLoad = null;
                for (Change change : changes == null ? List.<Change>of() : changes) {
                    apply(change.ownerId(), change.place());
                }
                isLoaded = true;
            }
        }
    }

    void put(LeaderboardRecord record) {
        change(UUID.fromString(record.getOwnerId()), Place.of(record));
    }

    void remove(UUID ownerId) {
        change(ownerId, null);
    }

    private synchronized void change(UUID ownerId, @Nullable Place place) {
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
        if (place == null) {
            ranking.remove(high, low);
        } else {
            ranking.put(high, low, place.score(), place.subscore());
        }
    }

    /// From 1, or 0 when the owner has no record.
    int rank(UUID ownerId) {
        load();
        synchronized (this) {
            return ranking.rank(
                    ownerId.getMostSignificantBits(), ownerId.getLeastSignificantBits());
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

    /// The entries of these ranks, and how many there are in all.
    int visit(int fromRank, int count, List<Entry> entries) {
        load();
        synchronized (this) {
            visitNow(fromRank, count, entries);
            return ranking.size();
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
    int visitBeside(Place place, boolean isForwards, int count, List<Entry> entries) {
        load();
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
            return ranking.size();
        }
    }

    /// The entries around an owner; none when it has no record.
    int visitAround(UUID ownerId, int count, List<Entry> entries) {
        load();
        synchronized (this) {
            int rank =
                    ranking.rank(
                            ownerId.getMostSignificantBits(), ownerId.getLeastSignificantBits());
            if (rank > 0) {
                visitNow(firstAround(rank, ranking.size(), count), count, entries);
            }
            return ranking.size();
        }
    }

    /// The first rank of a window around a rank: half of the others behind it, filled up at the
    /// ends of the list.
    static int firstAround(int rank, int size, int count) {
        int before = count - 1 - count / 2;
        return Math.max(1, Math.min(rank - before, size - count + 1));
    }
}
