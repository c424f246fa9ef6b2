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

    private long[] sentNs = new long[FIRST_PACKETS];
    private byte[] states = new byte[FIRST_PACKETS];
    private byte[] controls = new byte[FIRST_PACKETS];
    private short[] refCounts = new short[FIRST_PACKETS];
    private int[] refStarts = new int[FIRST_PACKETS];
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
        if (next - oldest >= states.length) {
            growPackets();
        }
        int slot = (int) next & (states.length - 1);
        refStarts[slot] = refTail;
        refCounts[slot] = 0;
        states[slot] = NOT_TRACKED;
        controls[slot] = 0;
    }

    /// Adds a message to the open record.
    void addRef(int channel, int sequence) {
        int slot = (int) next & (states.length - 1);
        int count = refCounts[slot];
        if (count > 0) {
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
        refCounts[slot] = (short) (count + 1);
    }

    /// Closes the open record.
    void end(long nowNs, boolean isTracked, int control) {
        int slot = (int) next & (states.length - 1);
        sentNs[slot] = nowNs;
        controls[slot] = (byte) control;
        states[slot] = isTracked ? IN_FLIGHT : NOT_TRACKED;
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
        if (packetNumber >= next || packetNumber < next - states.length || packetNumber < 1) {
            return NOT_TRACKED;
        }
        return states[(int) packetNumber & (states.length - 1)];
    }

    long sentNs(long packetNumber) {
        return sentNs[(int) packetNumber & (states.length - 1)];
    }

    int control(long packetNumber) {
        return controls[(int) packetNumber & (states.length - 1)] & 0xFF;
    }

    int refCount(long packetNumber) {
        return refCounts[(int) packetNumber & (states.length - 1)];
    }

    int ref(long packetNumber, int index) {
        int start = refStarts[(int) packetNumber & (states.length - 1)];
        return refs[(start + index) & (refs.length - 1)];
    }

    /// Ends a packet's time in flight; its refs stay readable until [#retire].
    void finish(long packetNumber, byte state) {
        int slot = (int) packetNumber & (states.length - 1);
        states[slot] = state;
        inFlight--;
        eagerInFlight -= (controls[slot] & Sender.CONTROL_LAZY) == 0 ? 1 : 0;
    }

    /// A packet that counted as lost was acknowledged after all.
    void acknowledgeLate(long packetNumber) {
        states[(int) packetNumber & (states.length - 1)] = ACKED;
    }

    /// Forgets finished packets at the old end.
    void retire() {
        while (oldest < next) {
            int slot = (int) oldest & (states.length - 1);
            if (states[slot] == IN_FLIGHT) {
                return;
            }
            refHead = refStarts[slot] + refCounts[slot];
            oldest++;
        }
    }

    private void growPackets() {
        int capacity = states.length << 1;
        long[] newSentNs = new long[capacity];
        byte[] newStates = new byte[capacity];
        byte[] newControls = new byte[capacity];
        short[] newCounts = new short[capacity];
        int[] newStarts = new int[capacity];
        for (long p = Math.max(1, next - states.length); p < next; p++) {
            int from = (int) p & (states.length - 1);
            int to = (int) p & (capacity - 1);
            newSentNs[to] = sentNs[from];
            newStates[to] = states[from];
            newControls[to] = controls[from];
            newCounts[to] = refCounts[from];
            newStarts[to] = refStarts[from];
        }
        sentNs = newSentNs;
        states = newStates;
        controls = newControls;
        refCounts = newCounts;
        refStarts = newStarts;
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
        Arrays.fill(states, NOT_TRACKED);
        inFlight = 0;
        eagerInFlight = 0;
        oldest = next;
        refHead = refTail;
    }
}
