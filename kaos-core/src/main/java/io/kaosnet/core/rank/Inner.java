package io.kaosnet.core.rank;

import java.util.Arrays;

/// Up to 128 leaves in order, with the first key and the number of entries of each.
final class Inner {
    static final int CAPACITY = 128;
    private static final int FIRST_CAPACITY = 2;

    Leaf[] leaves = new Leaf[FIRST_CAPACITY];
    long[] firsts = new long[FIRST_CAPACITY];
    int[] sizes = new int[FIRST_CAPACITY];
    int count;

    /// Of all leaves together.
    int size;

    int indexOf(Leaf leaf) {
        int index = 0;
        while (leaves[index] != leaf) {
            index++;
        }
        return index;
    }

    /// The index of the last leaf whose first entry is not behind the key, or 0.
    int locate(long key, long subkey, long high, long low) {
        int from = 0;
        int to = count - 1;
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (isBehind(middle, key, subkey, high, low)) {
                to = middle - 1;
            } else {
                from = middle;
            }
        }
        return from;
    }

    /// Whether a leaf begins behind the key. Looks into it only when the first keys are equal.
    boolean isBehind(int index, long key, long subkey, long high, long low) {
        long first = firsts[index];
        return first == key ? leaves[index].compare(0, key, subkey, high, low) > 0 : first > key;
    }

    /// Takes note of what a leaf holds now.
    void update(int index) {
        Leaf leaf = leaves[index];
        size += leaf.count - sizes[index];
        sizes[index] = leaf.count;
        firsts[index] = leaf.key(0);
    }

    void insert(int index, Leaf leaf) {
        if (count == leaves.length) {
            int capacity = Math.min(CAPACITY, count * 2);
            leaves = Arrays.copyOf(leaves, capacity);
            firsts = Arrays.copyOf(firsts, capacity);
            sizes = Arrays.copyOf(sizes, capacity);
        }
        System.arraycopy(leaves, index, leaves, index + 1, count - index);
        System.arraycopy(firsts, index, firsts, index + 1, count - index);
        System.arraycopy(sizes, index, sizes, index + 1, count - index);
        leaves[index] = leaf;
        leaf.parent = this;
        sizes[index] = 0;
        count++;
        update(index);
    }

    /// Removes a leaf whose entries are elsewhere now.
    @SuppressWarnings("NullAway") // beyond count there is nothing
    void remove(int index) {
        size -= sizes[index];
        int behind = count - index - 1;
        System.arraycopy(leaves, index + 1, leaves, index, behind);
        System.arraycopy(firsts, index + 1, firsts, index, behind);
        System.arraycopy(sizes, index + 1, sizes, index, behind);
        leaves[--count] = null;
    }

    /// Gives the leaves behind the first ones to another node, at its end.
    @SuppressWarnings("NullAway") // beyond count there is nothing
    void moveTo(Inner other, int kept) {
        for (int i = kept; i < count; i++) {
            size -= sizes[i];
            other.insert(other.count, leaves[i]);
        }
        Arrays.fill(leaves, kept, count, null);
        count = kept;
    }

    long bytes() {
        long bytes = 80 + 16L * leaves.length;
        for (int i = 0; i < count; i++) {
            bytes += leaves[i].bytes();
        }
        return bytes;
    }
}
