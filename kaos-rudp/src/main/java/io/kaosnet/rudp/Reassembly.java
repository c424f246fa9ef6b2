package io.kaosnet.rudp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages of which some fragments have arrived, for the channels that do not wait in order. Owned
/// by one agent.
///
/// A message is admitted with its full size or not at all, so admitted messages can always be
/// completed and the limit cannot lock up. At least one reliable message is always admitted.
final class Reassembly {
    private static final long UNRELIABLE_TIMEOUT_NS = 5_000_000_000L;
    private static final int MAX_UNRELIABLE_PARTIALS = 4;

    /// One message under construction. Owned by one agent.
    static final class Partial {
        private final int channel;
        private final long base;
        private final int count;
        private final boolean isReliable;
        private final long createdNs;
        private long received;
        private int length;
        private final byte[] data;

        Partial(int channel, long base, int count, boolean isReliable, long nowNs) {
            this.channel = channel;
            this.base = base;
            this.count = count;
            this.isReliable = isReliable;
            this.createdNs = nowNs;
            this.data = new byte[count * Wire.MAX_FRAGMENT_BYTES];
        }

        boolean isComplete() {
            return Long.bitCount(received) == count;
        }

        byte[] data() {
            return data;
        }

        int length() {
            return length;
        }

        private void add(int index, byte[] buffer, int offset, int fragmentLength) {
            if ((received & (1L << index)) != 0) {
                return;
            }
            received |= 1L << index;
            System.arraycopy(buffer, offset, data, index * Wire.MAX_FRAGMENT_BYTES, fragmentLength);
            length += fragmentLength;
        }
    }

    private final int maxBytes;
    private final List<Partial> partials = new ArrayList<>(2);
    private int reservedBytes;
    private long expired;

    Reassembly(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    int reservedBytes() {
        return reservedBytes;
    }

    /// Messages given up because fragments were missing or newer ones came.
    long expired() {
        return expired;
    }

    /// Adds a fragment; null when there is no memory for its message now.
    @Nullable Partial add(
            int channel,
            long base,
            int index,
            int count,
            byte[] buffer,
            int offset,
            int length,
            boolean isReliable,
            long nowNs) {
        Partial partial = find(channel, base);
        if (partial == null) {
            if (!makeRoom(count * Wire.MAX_FRAGMENT_BYTES, channel, isReliable)) {
                return null;
            }
            partial = new Partial(channel, base, count, isReliable, nowNs);
            partials.add(partial);
            reservedBytes += partial.data.length;
        }
        if (partial.count == count) {
            partial.add(index, buffer, offset, length);
        }
        return partial;
    }

    void remove(Partial partial) {
        if (partials.remove(partial)) {
            reservedBytes -= partial.data.length;
        }
    }

    /// Gives up unreliable messages that are too old, or older than `newest` of a channel.
    void expire(long nowNs) {
        for (int i = partials.size() - 1; i >= 0; i--) {
            Partial partial = partials.get(i);
            if (!partial.isReliable && nowNs - partial.createdNs > UNRELIABLE_TIMEOUT_NS) {
                remove(partial);
                expired++;
            }
        }
    }

    void dropOlder(int channel, long newest) {
        for (int i = partials.size() - 1; i >= 0; i--) {
            Partial partial = partials.get(i);
            if (partial.channel == channel && partial.base < newest) {
                remove(partial);
                expired++;
            }
        }
    }

    boolean isEmpty() {
        return partials.isEmpty();
    }

    private boolean makeRoom(int bytes, int channel, boolean isReliable) {
        if (isReliable) {
            while (reservedBytes + bytes > maxBytes) {
                if (!dropOldestUnreliable()) {
                    return !hasReliable();
                }
            }
            return true;
        }
        int same = 0;
        for (Partial partial : partials) {
            same += partial.channel == channel ? 1 : 0;
        }
        while (same >= MAX_UNRELIABLE_PARTIALS || reservedBytes + bytes > maxBytes) {
            if (!dropOldestUnreliable()) {
                return false;
            }
            same--;
        }
        return true;
    }

    private boolean dropOldestUnreliable() {
        for (Partial partial : partials) {
            if (!partial.isReliable) {
                remove(partial);
                expired++;
                return true;
            }
        }
        return false;
    }

    private boolean hasReliable() {
        for (Partial partial : partials) {
            if (partial.isReliable) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Partial find(int channel, long base) {
        for (Partial partial : partials) {
            if (partial.channel == channel && partial.base == base) {
                return partial;
            }
        }
        return null;
    }
}
