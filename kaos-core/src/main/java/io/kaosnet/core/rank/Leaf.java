package io.kaosnet.core.rank;

import java.util.Arrays;

/// Up to 128 entries in order, four longs each: key, subkey, the upper and the lower half of the
/// id.
final class Leaf {
    static final int CAPACITY = 128;
    static final int ENTRY_LONGS = 4;
    private static final int FIRST_CAPACITY = 4;

    final int number;
    Inner parent;
    long[] entries = new long[FIRST_CAPACITY * ENTRY_LONGS];
    int count;

    Leaf(int number, Inner parent) {
        this.number = number;
        this.parent = parent;
    }

    long key(int index) {
        return entries[index * ENTRY_LONGS];
    }

    /// The order of an entry and a key.
    int compare(int index, long key, long subkey, long high, long low) {
        int at = index * ENTRY_LONGS;
        if (entries[at] != key) {
            return entries[at] < key ? -1 : 1;
        }
        if (entries[at + 1] != subkey) {
            return entries[at + 1] < subkey ? -1 : 1;
        }
        int order = Long.compareUnsigned(entries[at + 2], high);
        return order != 0 ? order : Long.compareUnsigned(entries[at + 3], low);
    }

    /// The index of the first entry that is not before the key.
    int locate(long key, long subkey, long high, long low) {
        int from = 0;
        int to = count;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (compare(middle, key, subkey, high, low) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /// The index of this id, or -1.
    int find(long high, long low) {
        for (int at = 0; at < count * ENTRY_LONGS; at += ENTRY_LONGS) {
            if (entries[at + 3] == low && entries[at + 2] == high) {
                return at / ENTRY_LONGS;
            }
        }
        return -1;
    }

    void insert(int index, long key, long subkey, long high, long low) {
        int at = index * ENTRY_LONGS;
        int end = count * ENTRY_LONGS;
        if (end == entries.length) {
            grow(count * 2);
        }
        System.arraycopy(entries, at, entries, at + ENTRY_LONGS, end - at);
        entries[at] = key;
        entries[at + 1] = subkey;
        entries[at + 2] = high;
        entries[at + 3] = low;
        count++;
    }

    private void grow(int capacity) {
        entries = Arrays.copyOf(entries, Math.min(CAPACITY, capacity) * ENTRY_LONGS);
    }

    void remove(int index) {
        int at = index * ENTRY_LONGS;
        System.arraycopy(
                entries, at + ENTRY_LONGS, entries, at, count * ENTRY_LONGS - at - ENTRY_LONGS);
        count--;
    }

    /// Gives what is behind the first entries to another leaf, at its end.
    void moveTo(Leaf other, int kept) {
        int moved = count - kept;
        if ((other.count + moved) * ENTRY_LONGS > other.entries.length) {
            other.grow(CAPACITY);
        }
        System.arraycopy(
                entries,
                kept * ENTRY_LONGS,
                other.entries,
                other.count * ENTRY_LONGS,
                moved * ENTRY_LONGS);
        other.count += moved;
        count = kept;
    }

    long bytes() {
        return 48 + 8L * entries.length;
    }
}
