package io.kaosnet.rudp;

import java.util.Arrays;

/// What was in the packets that are not acknowledged yet. Owned by one agent.
///
/// A packet remembers ranges of messages as `channel(4) | count(12) | sequence(16)`, because it is
/// messages that are sent again, never packets. The ring starts at 16 packets and grows to 4096.
final class SentPackets {
    static final byte NOT_TRACKED = 0; // carried only acks
    static final byte IN_FLIGHT = 1;
    static final byte ACKED = 2;
    static final byte LOST = 3;

    static final int MAX_PACKETS = 4096;
    private static final int FIRST_PACKETS = 16;
    private static final int FIRST_REFS = 32;

    private static final int STATE_SHIFT = 56;
    private static final int CONTROL_SHIFT = 48;
    private static final int COUNT_SHIFT = 32;
    private static final long STATE_MASK = 0xFFL << STATE_SHIFT;

    /// Two words for each packet, in one cache line: when it was sent, and
    /// `state(8) | control(8) | count of refs(16) | first ref(32)`.
    private long[] records = new long[2 * FIRST_PACKETS];

    private int mask = FIRST_PACKETS - 1;
    private int[] refs = new int[FIRST_REFS];
    private int refHead;
    private int refTail;
    private long oldest = 1;
    private long next = 1;
    private int inFlight;
    private int eagerInFlight;

    static int ref(int channel, int sequence) {
        return (channel << 28) | (1 << 16) | (sequence & 0xFFFF);
    }

    static int channel(int ref) {
        return ref >>> 28;
    }

    static int count(int ref) {
        return (ref >>> 16) & 0xFFF;
    }

    static int sequence(int ref) {
        return ref & 0xFFFF;
    }

    /// The number that the next packet gets.
    long next() {
        return next;
    }

    /// No packet below this one is in flight.
    long oldest() {
        return oldest;
    }

    int inFlight() {
        return inFlight;
    }

    /// Packets in flight whose acknowledgement is not lazy.
    int eagerInFlight() {
        return eagerInFlight;
    }

    void startAt(long packetNumber) {
        assert inFlight == 0;
        oldest = packetNumber;
        next = packetNumber;
    }

    /// True when one more packet can be remembered.
    boolean hasRoom() {
        return next - oldest < MAX_PACKETS;
    }

    /// Opens the record of packet [#next]; its messages follow with [#addRef].
    void begin() {
        if (next - oldest > mask) {
            growPackets();
        }
        records[slot(next) + 1] = refTail & 0xFFFF_FFFFL;
    }

    /// Adds a message to the open record.
    void addRef(int channel, int sequence) {
        if (refCount(next) > 0) {
            int last = (refTail - 1) & (refs.length - 1);
            int ref = refs[last];
            if (channel(ref) == channel
                    && ((sequence(ref) + count(ref)) & 0xFFFF) == (sequence & 0xFFFF)) {
                refs[last] = ref + (1 << 16);
                return;
            }
        }
        if (refTail - refHead == refs.length) {
            growRefs();
        }
        refs[refTail++ & (refs.length - 1)] = ref(channel, sequence);
        records[slot(next) + 1] += 1L << COUNT_SHIFT;
    }

    /// Closes the open record.
    void end(long nowNs, boolean isTracked, int control) {
        int slot = slot(next);
        records[slot] = nowNs;
        records[slot + 1] |=
                ((long) (isTracked ? IN_FLIGHT : NOT_TRACKED) << STATE_SHIFT)
                        | ((long) (control & 0xFF) << CONTROL_SHIFT);
        if (isTracked) {
            inFlight++;
            eagerInFlight += (control & Sender.CONTROL_LAZY) == 0 ? 1 : 0;
        }
        next++;
        if (inFlight == 0) {
            retire();
        }
    }

    byte state(long packetNumber) {
        if (packetNumber >= next || packetNumber < next - mask - 1 || packetNumber < 1) {
            return NOT_TRACKED;
        }
        return (byte) (records[slot(packetNumber) + 1] >>> STATE_SHIFT);
    }

    long sentNs(long packetNumber) {
        return records[slot(packetNumber)];
    }

    int control(long packetNumber) {
        return (int) (records[slot(packetNumber) + 1] >>> CONTROL_SHIFT) & 0xFF;
    }

    int refCount(long packetNumber) {
        return (int) (records[slot(packetNumber) + 1] >>> COUNT_SHIFT) & 0xFFFF;
    }

    int ref(long packetNumber, int index) {
        int start = (int) records[slot(packetNumber) + 1];
        return refs[(start + index) & (refs.length - 1)];
    }

    /// Ends a packet's time in flight; its refs stay readable until [#retire].
    void finish(long packetNumber, byte state) {
        setState(packetNumber, state);
        inFlight--;
        eagerInFlight -= (control(packetNumber) & Sender.CONTROL_LAZY) == 0 ? 1 : 0;
    }

    /// A packet that counted as lost was acknowledged after all.
    void acknowledgeLate(long packetNumber) {
        setState(packetNumber, ACKED);
    }

    private void setState(long packetNumber, byte state) {
        int at = slot(packetNumber) + 1;
        records[at] = (records[at] & ~STATE_MASK) | ((long) state << STATE_SHIFT);
    }

    private int slot(long packetNumber) {
        return ((int) packetNumber & mask) << 1;
    }

    long fetch() {
        return records[slot(next)] + records[slot(oldest)] + refs[refTail & (refs.length - 1)];
    }

    /// Forgets finished packets at the old end.
    void retire() {
        while (oldest < next) {
            long record = records[slot(oldest) + 1];
            if ((byte) (record >>> STATE_SHIFT) == IN_FLIGHT) {
                return;
            }
            refHead = (int) record + ((int) (record >>> COUNT_SHIFT) & 0xFFFF);
            oldest++;
        }
    }

    private void growPackets() {
        int capacity = (mask + 1) << 1;
        long[] larger = new long[2 * capacity];
        for (long p = Math.max(1, next - mask - 1); p < next; p++) {
            int to = ((int) p & (capacity - 1)) << 1;
            larger[to] = records[slot(p)];
            larger[to + 1] = records[slot(p) + 1];
        }
        records = larger;
        mask = capacity - 1;
    }

    private void growRefs() {
        int[] larger = new int[refs.length << 1];
        for (int i = refHead; i != refTail; i++) {
            larger[i & (larger.length - 1)] = refs[i & (refs.length - 1)];
        }
        refs = larger;
    }

    /// Forgets everything.
    void clear() {
        Arrays.fill(records, 0);
        inFlight = 0;
        eagerInFlight = 0;
        oldest = next;
        refHead = refTail;
    }
}
