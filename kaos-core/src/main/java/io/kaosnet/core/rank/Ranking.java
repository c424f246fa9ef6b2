package io.kaosnet.core.rank;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Entries in the order of score, subscore and id, with the rank of each. Guarded by its user's
/// lock: one thread at a time.
///
/// A B+tree of three levels whose nodes know how many entries are below them (counted B-tree), so
/// that an entry's rank is a sum of few numbers. A table leads from an id to its leaf, so that only
/// an insertion searches from the top. There are no objects for each entry: about 64 bytes of
/// memory each.
public final class Ranking {
    private final IdTable ids = new IdTable();

    /// All keys are stored flipped for a descending order, so that less always means before.
    private final long flip;

    private Inner[] inners = {new Inner()};
    private int innerCount = 1;

    /// By their numbers; null for numbers that are free.
    private @Nullable Leaf[] leaves = new @Nullable Leaf[4];

    private int[] freeNumbers = new int[4];
    private int freeCount;
    private int leafCount;
    private int size;

    /// Takes entries one by one.
    @FunctionalInterface
    public interface Visitor {
        void accept(int rank, long idHigh, long idLow, long score, long subscore);
    }

    /// @param isDescending whether the highest score comes first; ids are reversed with it
    public Ranking(boolean isDescending) {
        this.flip = isDescending ? -1 : 0;
        inners[0].leaves[0] = newLeaf(inners[0]);
        inners[0].count = 1;
    }

    public int size() {
        return size;
    }

    /// Adds an entry, or moves the one of this id.
    public void put(long idHigh, long idLow, long score, long subscore) {
        long high = idHigh ^ flip;
        long low = idLow ^ flip;
        long key = score ^ flip;
        long subkey = subscore ^ flip;
        Leaf old = leafOf(high, low);
        if (old != null) {
            int index = old.find(high, low);
            int at = index * Leaf.ENTRY_LONGS;
            if (index > 0
                    && index + 1 < old.count
                    && old.compare(index - 1, key, subkey, high, low) < 0
                    && old.compare(index + 1, key, subkey, high, low) > 0) {
                old.entries[at] = key;
                old.entries[at + 1] = subkey;
                return;
            }
            remove(old, index);
        }
        insert(key, subkey, high, low);
    }

    /// @return whether there was one
    public boolean remove(long idHigh, long idLow) {
        Leaf leaf = leafOf(idHigh ^ flip, idLow ^ flip);
        if (leaf == null) {
            return false;
        }
        remove(leaf, leaf.find(idHigh ^ flip, idLow ^ flip));
        return true;
    }

    /// The entry's rank from 1, or 0 when there is none of this id.
    public int rank(long idHigh, long idLow) {
        Leaf leaf = leafOf(idHigh ^ flip, idLow ^ flip);
        return leaf == null ? 0 : before(leaf) + leaf.find(idHigh ^ flip, idLow ^ flip) + 1;
    }

    /// How many entries come before this place, whether there is one at it or not.
    public int countBefore(long score, long subscore, long idHigh, long idLow) {
        long key = score ^ flip;
        long subkey = subscore ^ flip;
        Inner inner = inners[locate(key, subkey, idHigh ^ flip, idLow ^ flip)];
        Leaf leaf = inner.leaves[inner.locate(key, subkey, idHigh ^ flip, idLow ^ flip)];
        return before(leaf) + leaf.locate(key, subkey, idHigh ^ flip, idLow ^ flip);
    }

    /// How many entries are in the leaves before this one.
    private int before(Leaf leaf) {
        int before = 0;
        Inner parent = leaf.parent;
        for (int i = 0; inners[i] != parent; i++) {
            before += inners[i].size;
        }
        for (int i = 0; parent.leaves[i] != leaf; i++) {
            before += parent.sizes[i];
        }
        return before;
    }

    /// Visits up to `count` entries from a rank on.
    ///
    /// @param fromRank from 1
    public void visit(int fromRank, int count, Visitor visitor) {
        if (fromRank < 1 || fromRank > size) {
            return;
        }
        int at = fromRank - 1;
        int inner = 0;
        while (at >= inners[inner].size) {
            at -= inners[inner++].size;
        }
        int leaf = 0;
        while (at >= inners[inner].sizes[leaf]) {
            at -= inners[inner].sizes[leaf++];
        }
        int rank = fromRank;
        int end = (int) Math.min((long) fromRank + count, size + 1L);
        while (rank < end) {
            Leaf current = inners[inner].leaves[leaf];
            int last = Math.min(current.count, at + end - rank);
            for (; at < last; at++) {
                int offset = at * Leaf.ENTRY_LONGS;
                long[] entries = current.entries;
                visitor.accept(
                        rank++,
                        entries[offset + 2] ^ flip,
                        entries[offset + 3] ^ flip,
                        entries[offset] ^ flip,
                        entries[offset + 1] ^ flip);
            }
            at = 0;
            if (++leaf == inners[inner].count) {
                leaf = 0;
                inner++;
            }
        }
    }

    /// About how much memory this takes.
    public long bytes() {
        long bytes = ids.bytes() + 8L * inners.length + 8L * leaves.length;
        for (int i = 0; i < innerCount; i++) {
            bytes += inners[i].bytes();
        }
        return bytes;
    }

    // ---- searching

    /// The leaf that holds this id, or null.
    private @Nullable Leaf leafOf(long high, long low) {
        int hash = IdTable.hash(high, low);
        for (int place = ids.first(hash); !ids.isEmpty(place); place = ids.next(place)) {
            int number = ids.leaf(place, hash);
            if (number >= 0) {
                Leaf leaf = leaves[number];
                if (leaf != null && leaf.find(high, low) >= 0) {
                    return leaf;
                }
            }
        }
        return null;
    }

    /// The index of the last node that does not begin behind the key, or 0.
    private int locate(long key, long subkey, long high, long low) {
        int from = 0;
        int to = innerCount - 1;
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (inners[middle].isBehind(0, key, subkey, high, low)) {
                to = middle - 1;
            } else {
                from = middle;
            }
        }
        return from;
    }

    // ---- changing

    private void insert(long key, long subkey, long high, long low) {
        int innerIndex = locate(key, subkey, high, low);
        Inner inner = inners[innerIndex];
        int leafIndex = inner.locate(key, subkey, high, low);
        Leaf leaf = inner.leaves[leafIndex];
        int index = leaf.locate(key, subkey, high, low);
        if (leaf.count == Leaf.CAPACITY) {
            boolean isAtEnd =
                    index == leaf.count
                            && leafIndex == inner.count - 1
                            && innerIndex == innerCount - 1;
            split(innerIndex, leafIndex, isAtEnd);
            // Once more: everything may be elsewhere now.
            insert(key, subkey, high, low);
            return;
        }
        leaf.insert(index, key, subkey, high, low);
        inner.update(leafIndex);
        ids.add(IdTable.hash(high, low), leaf.number);
        size++;
    }

    /// Makes two of a full leaf. A list that grows at its end keeps full leaves.
    private void split(int innerIndex, int leafIndex, boolean isAtEnd) {
        Inner inner = inners[innerIndex];
        if (inner.count == Inner.CAPACITY) {
            splitInner(innerIndex, isAtEnd ? inner.count - 1 : inner.count / 2);
            return;
        }
        Leaf full = inner.leaves[leafIndex];
        Leaf right = newLeaf(inner);
        move(full, right, isAtEnd ? full.count - 1 : full.count / 2);
        inner.update(leafIndex);
        inner.insert(leafIndex + 1, right);
    }

    private void splitInner(int index, int kept) {
        if (innerCount == inners.length) {
            inners = Arrays.copyOf(inners, innerCount * 2);
        }
        System.arraycopy(inners, index + 1, inners, index + 2, innerCount - index - 1);
        inners[index + 1] = new Inner();
        innerCount++;
        inners[index].moveTo(inners[index + 1], kept);
    }

    private void move(Leaf from, Leaf to, int kept) {
        for (int i = kept; i < from.count; i++) {
            int at = i * Leaf.ENTRY_LONGS;
            int hash = IdTable.hash(from.entries[at + 2], from.entries[at + 3]);
            ids.move(hash, from.number, to.number);
        }
        from.moveTo(to, kept);
    }

    private void remove(Leaf leaf, int index) {
        int at = index * Leaf.ENTRY_LONGS;
        ids.remove(IdTable.hash(leaf.entries[at + 2], leaf.entries[at + 3]), leaf.number);
        leaf.remove(index);
        size--;
        Inner inner = leaf.parent;
        int leafIndex = inner.indexOf(leaf);
        inner.update(leafIndex);
        if (leaf.count == 0 && inner.count > 1) {
            inner.remove(leafIndex);
            freeLeaf(leaf);
        } else if (leaf.count == 0 && innerCount > 1) {
            removeInner(indexOf(inner));
            freeLeaf(leaf);
            return;
        } else if (leaf.count < Leaf.CAPACITY / 4) {
            joinLeaves(inner, leafIndex);
        }
        if (inner.count < Inner.CAPACITY / 4 && innerCount > 1) {
            joinInners(indexOf(inner));
        }
    }

    private void joinLeaves(Inner inner, int index) {
        int left = index + 1 < inner.count ? index : index - 1;
        if (left >= 0 && inner.sizes[left] + inner.sizes[left + 1] <= Leaf.CAPACITY * 3 / 4) {
            Leaf kept = inner.leaves[left];
            Leaf emptied = inner.leaves[left + 1];
            move(emptied, kept, 0);
            inner.update(left);
            inner.remove(left + 1);
            freeLeaf(emptied);
        }
    }

    private int indexOf(Inner inner) {
        int index = 0;
        while (inners[index] != inner) {
            index++;
        }
        return index;
    }

    private void joinInners(int index) {
        int left = index + 1 < innerCount ? index : index - 1;
        if (inners[left].count + inners[left + 1].count <= Inner.CAPACITY * 3 / 4) {
            inners[left + 1].moveTo(inners[left], 0);
            removeInner(left + 1);
        }
    }

    @SuppressWarnings("NullAway") // beyond innerCount there is nothing
    private void removeInner(int index) {
        System.arraycopy(inners, index + 1, inners, index, innerCount - index - 1);
        inners[--innerCount] = null;
    }

    private Leaf newLeaf(Inner parent) {
        int number = freeCount > 0 ? freeNumbers[--freeCount] : leafCount++;
        if (number == leaves.length) {
            leaves = Arrays.copyOf(leaves, number * 2);
        }
        Leaf leaf = new Leaf(number, parent);
        leaves[number] = leaf;
        return leaf;
    }

    private void freeLeaf(Leaf leaf) {
        leaves[leaf.number] = null;
        if (freeCount == freeNumbers.length) {
            freeNumbers = Arrays.copyOf(freeNumbers, freeCount * 2);
        }
        freeNumbers[freeCount++] = leaf.number;
    }
}
