package io.kaosnet.core.rank;

/// Which leaf an id is in: an open-addressing table of hashes and leaf numbers. Two ids of the
/// same hash are told apart by looking into their leaves; in one leaf their places are alike, so it
/// does not matter which is taken.
final class IdTable {
    private static final int FIRST_CAPACITY = 16;

    /// The hash in the upper half, the leaf's number plus one in the lower; 0 where nothing is.
    private long[] places = new long[FIRST_CAPACITY];

    private int count;

    static int hash(long high, long low) {
        long mixed = (high ^ low * 0x9E3779B97F4A7C15L) * 0xD6E8FEB86659FD93L;
        return (int) (mixed >>> 32) ^ (int) mixed >>> 7;
    }

    private static long entry(int hash, int leaf) {
        return (long) hash << 32 | (leaf + 1);
    }

    private static int hashOf(long entry) {
        return (int) (entry >>> 32);
    }

    /// Where a search for this hash begins.
    int first(int hash) {
        return hash & places.length - 1;
    }

    int next(int place) {
        return place + 1 & places.length - 1;
    }

    boolean isEmpty(int place) {
        return places[place] == 0;
    }

    /// The leaf's number at this place, or -1 when the place is of another hash.
    int leaf(int place, int hash) {
        long entry = places[place];
        return hashOf(entry) == hash ? (int) entry - 1 : -1;
    }

    void add(int hash, int leaf) {
        if ((count + 1) * 4L > places.length * 3L) {
            long[] old = places;
            places = new long[old.length * 2];
            for (long entry : old) {
                if (entry != 0) {
                    enter(entry);
                }
            }
        }
        enter(entry(hash, leaf));
        count++;
    }

    private void enter(long entry) {
        int place = first(hashOf(entry));
        while (places[place] != 0) {
            place = next(place);
        }
        places[place] = entry;
    }

    void move(int hash, int from, int to) {
        places[find(hash, from)] = entry(hash, to);
    }

    private int find(int hash, int leaf) {
        long entry = entry(hash, leaf);
        int place = first(hash);
        while (places[place] != entry) {
            place = next(place);
        }
        return place;
    }

    void remove(int hash, int leaf) {
        int mask = places.length - 1;
        int hole = find(hash, leaf);
        // Entries behind the hole move up, unless they would land before their own place.
        int next = hole;
        while (true) {
            next = next(next);
            long entry = places[next];
            if (entry == 0) {
                break;
            }
            int home = first(hashOf(entry));
            if ((next - home & mask) >= (next - hole & mask)) {
                places[hole] = entry;
                hole = next;
            }
        }
        places[hole] = 0;
        count--;
    }

    long bytes() {
        return 8L * places.length;
    }
}
