package io.kaosnet.aeron.example;

import io.kaosnet.rudp.transport.ClientTransport;
import io.kaosnet.rudp.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What both examples do: a ball that moves at 60 Hz, and a listener that follows it. Owned by one
/// thread.
final class StateFeed {
    private static final int CHANNEL_STATE = 1;
    private static final int STATE_BYTES = 20;
    private static final int DEFAULT_SEC = 3;
    private static final int MAX_SEC = 3600;
    private static final long TICK_NS = 1_000_000_000L / 60;
    private static final long OPEN_NS = TimeUnit.SECONDS.toNanos(10);

    private long lastTick = -1;
    private float lastX;
    private int received;

    /// The seconds that an argument says, as ticks.
    static int ticks(String[] arguments, int index, String usage) {
        if (arguments.length > index + 1) {
            throw new IllegalArgumentException(usage);
        }
        int seconds = DEFAULT_SEC;
        if (arguments.length > index) {
            try {
                seconds = Integer.parseInt(arguments[index]);
            } catch (NumberFormatException _) {
                throw new IllegalArgumentException(usage);
            }
        }
        if (seconds < 1 || seconds > MAX_SEC) {
            throw new IllegalArgumentException(usage);
        }
        return seconds * 60;
    }

    /// Takes one state; a message of another size is not ours.
    boolean onState(Transport from, int channel, byte[] buffer, int offset, int length) {
        if (channel == CHANNEL_STATE && length == STATE_BYTES) {
            ByteBuffer state =
                    ByteBuffer.wrap(buffer, offset, length).order(ByteOrder.LITTLE_ENDIAN);
            lastTick = state.getLong();
            lastX = state.getFloat();
            received++;
        }
        return true;
    }

    int received() {
        return received;
    }

    /// Publishes and listens for so many ticks; returns how many states arrived.
    int run(Transport publisher, ClientTransport listener, int ticks) {
        long startNs = System.nanoTime();
        while (!publisher.isOpen() || !listener.isOpen()) {
            listener.poll(System.nanoTime());
            if (System.nanoTime() - startNs > OPEN_NS) {
                throw new IllegalStateException("nobody listens over " + listener.name());
            }
            LockSupport.parkNanos(1_000_000);
        }
        byte[] state = new byte[STATE_BYTES];
        long nextNs = System.nanoTime();
        for (int tick = 0; tick < ticks; tick++) {
            double angle = tick / 60.0;
            ByteBuffer.wrap(state)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(tick)
                    .putFloat((float) Math.cos(angle))
                    .putFloat((float) Math.sin(angle))
                    .putInt(tick % 100);
            publisher.offer(CHANNEL_STATE, state, 0, state.length);
            nextNs += TICK_NS;
            while (System.nanoTime() - nextNs < 0) {
                if (listener.poll(System.nanoTime()) == 0) {
                    LockSupport.parkNanos(200_000);
                }
            }
        }
        for (int i = 0; i < 100 && lastTick < ticks - 1; i++) {
            listener.poll(System.nanoTime());
            LockSupport.parkNanos(1_000_000);
        }
        System.out.printf(
                "%s: %d of %d states, the last at tick %d, x = %.3f%n",
                listener.name(), received, ticks, lastTick, lastX);
        return received;
    }
}
