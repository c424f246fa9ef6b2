package io.kaosnet.rudp;

/// Remembers which of the last `capacity` positions were seen. Owned by one agent.
///
/// A position below the window counts as seen: what cannot be remembered must not pass twice. Used
/// against replayed packets and against duplicates of reliable-unordered messages.
final class BitmapWindow {
    private final long[] words;
    private final int capacity;
    private long highest;

    /// @param capacity how many positions are remembered, a power of two of at least 64
    /// @param highest the newest position that counts as seen already
    BitmapWindow(int capacity, long highest) {
        assert Integer.bitCount(capacity) == 1 && capacity >= 64 : capacity;
        this.words = new long[capacity >>> 6];
        this.capacity = capacity;
        this.highest = highest;
        java.util.Arrays.fill(words, -1L);
    }

    /// The newest position seen.
    long highest() {
        return highest;
    }

    /// True when the position was marked, or is too old to tell.
    boolean isSeen(long position) {
        if (position > highest) {
            return false;
        }
        if (position <= highest - capacity) {
            return true;
        }
        return (words[index(position)] & (1L << position)) != 0;
    }

    /// Marks a position and returns false when it was seen before.
    boolean mark(long position) {
        if (position > highest) {
            advance(position);
        } else if (isSeen(position)) {
            return false;
        }
        words[index(position)] |= 1L << position;
        return true;
    }

    private void advance(long position) {
        if (position - highest >= capacity) {
            java.util.Arrays.fill(words, 0);
        } else {
            for (long p = highest + 1; p <= position; p++) {
                words[index(p)] &= ~(1L << p);
            }
        }
        highest = position;
    }

    private int index(long position) {
        return (int) (position >>> 6) & (words.length - 1);
    }
}
