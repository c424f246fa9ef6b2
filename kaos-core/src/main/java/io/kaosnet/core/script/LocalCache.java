package io.kaosnet.core.script;

import io.kaosnet.core.clock.Clock;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// Values that all scripts of this node share. Safe from any thread. Bounded: the entry that was
/// put longest ago makes room for a new one.
///
/// Holds copies (maps, lists, texts, numbers), never a script's own tables.
public final class LocalCache {
    private final Clock clock;
    private final int capacity;
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(Object value, long endMs) {}

    /// @param capacity most entries
    public LocalCache(Clock clock, int capacity) {
        this.clock = clock;
        this.capacity = capacity;
    }

    /// @param ttlSec 0 for as long as the process lives
    synchronized void put(String key, Object value, long ttlSec) {
        long endMs = ttlSec <= 0 ? Long.MAX_VALUE : clock.nowMs() + ttlSec * 1000;
        entries.remove(key);
        if (entries.size() >= capacity) {
            makeRoom();
        }
        entries.put(key, new Entry(value, endMs));
    }

    private void makeRoom() {
        long nowMs = clock.nowMs();
        entries.values().removeIf(entry -> entry.endMs() <= nowMs);
        if (entries.size() >= capacity) {
            entries.pollFirstEntry();
        }
    }

    synchronized @Nullable Object get(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        if (entry.endMs() <= clock.nowMs()) {
            entries.remove(key);
            return null;
        }
        return entry.value();
    }

    synchronized void delete(String key) {
        entries.remove(key);
    }

    synchronized void clear() {
        entries.clear();
    }

    /// Entries, those that have run out among them.
    public synchronized int size() {
        return entries.size();
    }
}
