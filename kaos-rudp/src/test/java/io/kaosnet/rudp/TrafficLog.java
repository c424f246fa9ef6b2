package io.kaosnet.rudp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Remembers what arrived and checks every message against the promise of its channel. A message is
/// `number u32, size u32, filler from a generator seeded with both`. Owned by one test.
final class TrafficLog implements ConnectionListener {
    final List<Connection> connections = new ArrayList<>();
    final List<CloseReason> closes = new ArrayList<>();
    final int[] received = new int[Wire.CHANNELS];
    final List<byte[]> raw = new ArrayList<>();
    boolean isChecking = true;
    boolean isBusy;
    int refusals;
    private final int[] nextOrdered = new int[Wire.CHANNELS];
    private final int[] newest = new int[Wire.CHANNELS];
    private final List<Set<Integer>> seen = new ArrayList<>();
    @Nullable ConnectionListener also;

    TrafficLog() {
        Arrays.fill(newest, -1);
        for (int i = 0; i < Wire.CHANNELS; i++) {
            seen.add(new HashSet<>());
        }
    }

    static byte[] message(int number, int size) {
        byte[] bytes = new byte[Math.max(8, size)];
        new Random(number * 31L + bytes.length).nextBytes(bytes);
        Wire.putI32(bytes, 0, number);
        Wire.putI32(bytes, 4, bytes.length);
        return bytes;
    }

    boolean isConnected() {
        return !connections.isEmpty();
    }

    @Override
    public void onConnected(Connection connection) {
        connections.add(connection);
    }

    @Override
    public boolean onMessage(
            Connection connection, int channel, byte[] buffer, int offset, int length) {
        if (isBusy) {
            refusals++;
            return false;
        }
        byte[] bytes = Arrays.copyOfRange(buffer, offset, offset + length);
        ConnectionListener next = also;
        if (next != null) {
            next.onMessage(connection, channel, buffer, offset, length);
        }
        received[channel]++;
        if (isChecking) {
            check(connection, channel, bytes);
        } else {
            raw.add(bytes);
        }
        return true;
    }

    private void check(Connection connection, int channel, byte[] bytes) {
        int number = Wire.i32(bytes, 0);
        if (!Arrays.equals(bytes, message(number, Wire.i32(bytes, 4)))) {
            throw new AssertionError("message " + number + " was changed on channel " + channel);
        }
        ChannelKind kind = connection.endpoint.config.channelKind(channel);
        if (kind == null) {
            throw new AssertionError("channel " + channel + " does not exist");
        }
        if (!seen.get(channel).add(number)) {
            throw new AssertionError("message " + number + " twice on channel " + channel);
        }
        switch (kind) {
            case RELIABLE_ORDERED -> {
                if (number != nextOrdered[channel]++) {
                    throw new AssertionError(
                            "message " + number + " instead of " + (nextOrdered[channel] - 1));
                }
            }
            case SEQUENCED -> {
                if (number <= newest[channel]) {
                    throw new AssertionError("message " + number + " after " + newest[channel]);
                }
                newest[channel] = number;
            }
            case RELIABLE_UNORDERED, UNRELIABLE -> {}
        }
    }

    int newest(int channel) {
        return newest[channel];
    }

    @Override
    public void onClosed(Connection connection, CloseReason reason) {
        closes.add(reason);
    }
}
