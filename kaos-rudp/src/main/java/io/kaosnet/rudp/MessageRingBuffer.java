package io.kaosnet.rudp;

import java.util.Arrays;

/// The messages of one channel on their way out: bytes in one ring, their places in another. Owned
/// by one agent.
///
/// Every piece (a whole message or one fragment of it) has its own sequence number; slots are found
/// by `sequence & mask`. Both rings start small and grow with use, so that an idle connection costs
/// nothing and a busy one allocates nothing but for rare bursts.
final class MessageRingBuffer {
    static final int QUEUED = 1; // waits in the repair queue
    static final int ACKED = 2;
    static final int SENT = 4;
    static final int REPAIRED = 8; // was repaired once (sequenced channels)

    private static final int FIRST_SLOTS = 16;
    private static final int FIRST_BYTES = 1024;

    /// What a burst needed beyond is given back, half of it each time that little of it was used
    /// until all was sent: one who fills it again and again allocates nothing.
    private static final int KEPT_BYTES = 256 << 10;

    private final int maxMessages;
    private final int maxBytes;
    private static final int LENGTH_SHIFT = 32; // 11 bits
    private static final int INDEX_SHIFT = 43; // 6 bits
    private static final int COUNT_SHIFT = 49; // 7 bits
    private static final int FLAGS_SHIFT = 56; // 4 bits

    private byte[] data = {};

    /// `flags(4) | fragment count(7) | fragment index(6) | length(11) | offset(32)`: one word, and
    /// one cache line, for each piece.
    private long[] slots = {};

    private int mask = -1;
    private int head;
    private int tail;
    private int writeOffset;
    private int liveBytes;

    /// The most that was live since it was empty.
    private int mostLiveBytes;

    MessageRingBuffer(int maxMessages, int maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /// The oldest sequence still held.
    int head() {
        return head;
    }

    /// The sequence that the next piece gets.
    int tail() {
        return tail;
    }

    int count() {
        return tail - head;
    }

    int liveBytes() {
        return liveBytes;
    }

    /// Starts numbering elsewhere; only for tests of the wrap and only while empty.
    void startAt(int sequence) {
        assert head == tail;
        head = sequence;
        tail = sequence;
    }

    /// True when `pieces` more pieces with together `bytes` bytes are within the limits.
    boolean hasRoom(int pieces, int bytes) {
        return tail - head + pieces <= maxMessages && liveBytes + bytes <= maxBytes;
    }

    /// Appends a piece; the caller has asked [#hasRoom].
    void append(byte[] source, int offset, int length, int fragmentIndex, int fragmentCount) {
        if (tail - head > mask) {
            growSlots();
        }
        int at = reserve(length);
        System.arraycopy(source, offset, data, at, length);
        int slot = tail & mask;
        slots[slot] =
                ((long) fragmentCount << COUNT_SHIFT)
                        | ((long) fragmentIndex << INDEX_SHIFT)
                        | ((long) length << LENGTH_SHIFT)
                        | at;
        writeOffset = at + length;
        liveBytes += length;
        mostLiveBytes = Math.max(mostLiveBytes, liveBytes);
        tail++;
    }

    /// Forgets the oldest piece.
    void releaseHead() {
        liveBytes -= length(head);
        head++;
        if (head == tail) {
            writeOffset = 0;
            if (data.length > KEPT_BYTES && mostLiveBytes < data.length >> 2) {
                data = new byte[data.length >> 1];
            }
            mostLiveBytes = 0;
        }
    }

    /// Memory for messages, used or not.
    int capacityBytes() {
        return data.length;
    }

    boolean holds(int sequence) {
        return sequence - head >= 0 && tail - sequence > 0;
    }

    int length(int sequence) {
        return length(slots[sequence & mask]);
    }

    int fragmentIndex(int sequence) {
        return (int) (slots[sequence & mask] >>> INDEX_SHIFT) & 0x3F;
    }

    /// How many fragments the message has; 0 for a whole message.
    int fragmentCount(int sequence) {
        return (int) (slots[sequence & mask] >>> COUNT_SHIFT) & 0x7F;
    }

    boolean has(int sequence, int flag) {
        return (slots[sequence & mask] & ((long) flag << FLAGS_SHIFT)) != 0;
    }

    void set(int sequence, int flag) {
        slots[sequence & mask] |= (long) flag << FLAGS_SHIFT;
    }

    void clear(int sequence, int flag) {
        slots[sequence & mask] &= ~((long) flag << FLAGS_SHIFT);
    }

    void copyTo(int sequence, byte[] target, int targetOffset) {
        long slot = slots[sequence & mask];
        System.arraycopy(data, (int) slot, target, targetOffset, length(slot));
    }

    private static int length(long slot) {
        return (int) (slot >>> LENGTH_SHIFT) & 0x7FF;
    }

    long fetch() {
        return mask < 0
                ? 0
                : slots[tail & mask]
                        + slots[head & mask]
                        + data[Math.min(writeOffset, data.length - 1)];
    }

    private int reserve(int length) {
        if (head == tail) {
            writeOffset = 0;
            if (length > data.length) {
                growBytes(length);
            }
            return 0;
        }
        int oldest = (int) slots[head & mask];
        if (writeOffset >= oldest) {
            if (data.length - writeOffset >= length) {
                return writeOffset;
            }
            if (length < oldest) {
                return 0;
            }
        } else if (oldest - writeOffset > length) {
            return writeOffset;
        }
        growBytes(length);
        return writeOffset;
    }

    private void growBytes(int length) {
        int capacity = Math.max(FIRST_BYTES, data.length);
        while (capacity < liveBytes + length || capacity <= data.length) {
            capacity <<= 1;
        }
        byte[] larger = new byte[capacity];
        int at = 0;
        for (int sequence = head; sequence != tail; sequence++) {
            long slot = slots[sequence & mask];
            int pieceBytes = length(slot);
            System.arraycopy(data, (int) slot, larger, at, pieceBytes);
            slots[sequence & mask] = (slot & -1L << LENGTH_SHIFT) | at;
            at += pieceBytes;
        }
        data = larger;
        writeOffset = at;
    }

    private void growSlots() {
        int capacity = Math.max(FIRST_SLOTS, slots.length << 1);
        long[] larger = new long[capacity];
        for (int sequence = head; sequence != tail; sequence++) {
            larger[sequence & (capacity - 1)] = slots[sequence & mask];
        }
        slots = larger;
        mask = capacity - 1;
    }

    /// Gives the memory back; the messages are gone.
    void clear() {
        Arrays.fill(data, (byte) 0);
        data = new byte[0];
        slots = new long[0];
        mask = -1;
        head = tail;
        writeOffset = 0;
        liveBytes = 0;
    }
}
