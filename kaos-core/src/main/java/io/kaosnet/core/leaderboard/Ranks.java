package io.kaosnet.core.leaderboard;

import io.kaosnet.protocol.api.LeaderboardRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The windows whose ranks are in memory, and the records seen last. Safe from any thread.
///
/// At most `windowCapacity` windows; the one not used for the longest time is let go, and loaded
/// again when it is needed.
final class Ranks {
    private final RecordStore store;
    private final int windowCapacity;
    private final int recordCapacity;

    /// In the order of use. Guarded by itself.
    private final Map<RecordKey, WindowRanks> windows = new LinkedHashMap<>(64, 0.75f, true);

    /// In the order of use. Guarded by itself.
    private final Map<RecordKey, LeaderboardRecord> records = new LinkedHashMap<>(64, 0.75f, true);

    /// Counts changes of records, so that an older state read from SQL is not kept. Guarded by the
    /// records.
    private long changeCount;

    Ranks(RecordStore store, int windowCapacity, int recordCapacity) {
        this.store = store;
        this.windowCapacity = windowCapacity;
        this.recordCapacity = recordCapacity;
    }

    WindowRanks of(Board board, long expirySec) {
        RecordKey window = new RecordKey(board.id(), expirySec, RecordStore.FIRST_ID);
        synchronized (windows) {
            WindowRanks ranks = windows.get(window);
            if (ranks == null) {
                ranks = new WindowRanks(window, board.sortOrder() == SortOrder.DESCENDING, store);
                windows.put(window, ranks);
                trim(windows, windowCapacity);
            }
            return ranks;
        }
    }

    private static void trim(Map<RecordKey, ?> map, int capacity) {
        Iterator<RecordKey> keys = map.keySet().iterator();
        while (map.size() > capacity) {
            keys.next();
            keys.remove();
        }
    }

    /// The record as it was seen last, or null.
    @Nullable LeaderboardRecord seen(RecordKey key) {
        synchronized (records) {
            return records.get(key);
        }
    }

    /// After a record was written. Called under the record's lock.
    void written(Board board, RecordKey key, LeaderboardRecord record) {
        synchronized (records) {
            changeCount++;
            records.put(key, record);
            trim(records, recordCapacity);
        }
        if (board.hasRanks()) {
            of(board, key.expirySec()).put(key.ownerId(), record.getScore(), record.getSubscore());
        }
    }

    /// After a record was deleted. Called under the record's lock.
    void deleted(Board board, long expirySec, UUID ownerId) {
        synchronized (records) {
            changeCount++;
            records.remove(new RecordKey(board.id(), expirySec, ownerId));
        }
        if (board.hasRanks()) {
            of(board, expirySec).remove(ownerId);
        }
    }

    /// Lets go everything of a window, when it is not known what is in the database.
    void forget(String boardId, long expirySec) {
        synchronized (windows) {
            windows.remove(new RecordKey(boardId, expirySec, RecordStore.FIRST_ID));
        }
        synchronized (records) {
            changeCount++;
            records.keySet()
                    .removeIf(key -> key.boardId().equals(boardId) && key.expirySec() == expirySec);
        }
    }

    void forget(String boardId) {
        synchronized (windows) {
            windows.keySet().removeIf(key -> key.boardId().equals(boardId));
        }
        synchronized (records) {
            changeCount++;
            records.keySet().removeIf(key -> key.boardId().equals(boardId));
        }
    }

    /// The records of entries, from memory or SQL, in their order; null for those that are gone.
    @Nullable LeaderboardRecord[] records(Board board, long expirySec, WindowRanks.Seen seen) {
        int count = seen.entries().size();
        @Nullable LeaderboardRecord[] found = new @Nullable LeaderboardRecord[count];
        List<UUID> missing = new ArrayList<>(0);
        synchronized (records) {
            for (int i = 0; i < count; i++) {
                UUID owner = seen.entries().get(i).place().ownerId();
                found[i] = records.get(new RecordKey(board.id(), expirySec, owner));
                if (found[i] == null) {
                    missing.add(owner);
                }
            }
        }
        if (!missing.isEmpty()) {
            Map<UUID, LeaderboardRecord> read = records(board, expirySec, missing);
            for (int i = 0; i < count; i++) {
                if (found[i] == null) {
                    found[i] = read.get(seen.entries().get(i).place().ownerId());
                }
            }
        }
        return found;
    }

    /// Records by owner, from memory or SQL; without those that are not there.
    Map<UUID, LeaderboardRecord> records(Board board, long expirySec, List<UUID> owners) {
        Map<UUID, LeaderboardRecord> found = LinkedHashMap.newLinkedHashMap(owners.size());
        List<UUID> missing = new ArrayList<>();
        long changesBefore;
        synchronized (records) {
            changesBefore = changeCount;
            for (UUID owner : owners) {
                LeaderboardRecord record = records.get(new RecordKey(board.id(), expirySec, owner));
                if (record != null) {
                    found.put(owner, record);
                } else {
                    missing.add(owner);
                }
            }
        }
        if (!missing.isEmpty()) {
            List<LeaderboardRecord> read = store.ofOwners(board, expirySec, missing);
            for (LeaderboardRecord record : read) {
                found.put(UUID.fromString(record.getOwnerId()), record);
            }
            keep(board, expirySec, read, changesBefore);
        }
        return found;
    }

    private void keep(
            Board board, long expirySec, List<LeaderboardRecord> read, long changesBefore) {
        synchronized (records) {
            if (changeCount != changesBefore) {
                return;
            }
            for (LeaderboardRecord record : read) {
                UUID owner = UUID.fromString(record.getOwnerId());
                records.put(new RecordKey(board.id(), expirySec, owner), record);
            }
            trim(records, recordCapacity);
        }
    }

    /// Entries of all windows in memory.
    long entryCount() {
        long count = 0;
        for (WindowRanks ranks : all()) {
            count += ranks.loadedSize();
        }
        return count;
    }

    private List<WindowRanks> all() {
        synchronized (windows) {
            return new ArrayList<>(windows.values());
        }
    }
}
