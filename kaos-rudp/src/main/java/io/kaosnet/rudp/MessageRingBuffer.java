package io.kaosnet.rudp;

import java.util.Arrays;

/// The messages of one channel on their way out: bytes in one ring, their places in another. Owned
/// by one agent.
///
/// Every piece (a whole message or one fragment of it) has its own sequence number; slots are found
/// by `sequence & mask`. Both rings start small and grow with use, so that an idle connection costs
/// nothing and a busy one allocates nothing.
final class MessageRingBuffer {
    static final int QUEUED = 1; // waits in the repair queue
    static final int ACKED = 2;
    static final int SENT = 4;
    static final int REPAIRED = 8; // was repaired once (sequenced channels)

    private static final int FIRST_SLOTS = 16;
    private static final int FIRST_BYTES = 1024;

    private final int maxMessages;
    private final int maxBytes;
    private byte[] data = {};
    private int[] offsets = {};
    private short[] lengths = {};
    private byte[] fragmentIndexes = {};
    private byte[] fragmentCounts = {};
    private byte[] flags = {};
    private int mask = -1;
    private int head;
    private int tail;
    private int writeOffset;
    private int liveBytes;

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
        offsets[slot] = at;
        lengths[slot] = (short) length;
        fragmentIndexes[slot] = (byte) fragmentIndex;
        fragmentCounts[slot] = (byte) fragmentCount;
        flags[slot] = 0;
        writeOffset = at + length;
        liveBytes += length;
        tail++;
    }

    /// Forgets the oldest piece.
    void releaseHead() {
        liveBytes -= lengths[head & mask];
        head++;
        if (head == tail) {
            writeOffset = 0;
        }
    }

    boolean holds(int sequence) {
        return sequence - head >= 0 && tail - sequence > 0;
    }

    int length(int sequence) {
        return lengths[sequence & mask];
    }

    int fragmentIndex(int sequence) {
        return fragmentIndexes[sequence & mask];
    }

    /// How many fragments the message has; 0 for a whole message.
    int fragmentCount(int sequence) {
        return fragmentCounts[sequence & mask];
    }

    boolean has(int sequence, int flag) {
        return (flags[sequence & mask] & flag) != 0;
    }

    void set(int sequence, int flag) {
        flags[sequence & mask] |= (byte) flag;
    }

    void clear(int sequence, int flag) {
        flags[sequence & mask] &= (byte) ~flag;
    }

    void copyTo(int sequence, byte[] target, int targetOffset) {
        int slot = sequence & mask;
        System.arraycopy(data, offsets[slot], target, targetOffset, lengths[slot]);
    }

    private int reserve(int length) {
        if (head == tail) {
            writeOffset = 0;
            if (length > data.length) {
                growBytes(length);
            }
            return 0;
        }
        int oldest = offsets[head & mask];
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
            int slot = sequence & mask;
            System.arraycopy(data, offsets[slot], larger, at, lengths[slot]);
            offsets[slot] = at;
            at += lengths[slot];
        }
        data = larger;
        writeOffset = at;
    }

    private void growSlots() {
        int capacity = Math.max(FIRST_SLOTS, offsets.length << 1);
        int[] newOffsets = new int[capacity];
        short[] newLengths = new short[capacity];
        byte[] newIndexes = new byte[capacity];
        byte[] newCounts = new byte[capacity];
        byte[] newFlags = new byte[capacity];
        for (int sequence = head; sequence != tail; sequence++) {
            int from = sequence & mask;
            int to = sequence & (capacity - 1);
            newOffsets[to] = offsets[from];
            newLengths[to] = lengths[from];
            newIndexes[to] = fragmentIndexes[from];
            newCounts[to] = fragmentCounts[from];
            newFlags[to] = flags[from];
        }
        offsets = newOffsets;
        lengths = newLengths;
        fragmentIndexes = newIndexes;
        fragmentCounts = newCounts;
        flags = newFlags;
        mask = capacity - 1;
    }

    /// Gives the memory back; the messages are gone.
    void clear() {
        Arrays.fill(data, (byte) 0);
        data = new byte[0];
        offsets = new int[0];
        lengths = new short[0];
        fragmentIndexes = new byte[0];
        fragmentCounts = new byte[0];
        flags = new byte[0];
        mask = -1;
        head = tail;
        writeOffset = 0;
        liveBytes = 0;
    }
}
