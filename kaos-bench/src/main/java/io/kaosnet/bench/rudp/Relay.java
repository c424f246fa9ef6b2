package io.kaosnet.bench.rudp;

import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.io.PeerAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// A bad network between one client socket and the server. Runs its own thread.
final class Relay implements AutoCloseable {
    private static final long REORDER_NS = 5_000_000;
    private static final long IDLE_NS = 100_000;
    private static final int MAX_WAITING = 200_000;

    private final Options options;
    private final DatagramIo front;
    private final DatagramIo back;
    private final PeerAddress server;
    private final SplittableRandom random = new SplittableRandom(1);
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private final Thread thread;
    private PeerAddress client = new PeerAddress();
    private volatile boolean isStopping;
    private long order;
    private long nowNs;
    final AtomicLong dropped = new AtomicLong();
    final AtomicLong passed = new AtomicLong();

    /// A datagram on its way. Immutable.
    private static final class Waiting implements Comparable<Waiting> {
        private final long atNs;
        private final long order;
        private final boolean isUp;
        private final byte[] bytes;

        Waiting(long atNs, long order, boolean isUp, byte[] bytes) {
            this.atNs = atNs;
            this.order = order;
            this.isUp = isUp;
            this.bytes = bytes;
        }

        @Override
        public int compareTo(Waiting other) {
            return atNs != other.atNs
                    ? Long.compare(atNs, other.atNs)
                    : Long.compare(order, other.order);
        }
    }

    Relay(Options options, InetSocketAddress target) throws IOException {
        this.options = options;
        this.server = PeerAddress.of(target);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        front = options.backend().bind(any, 8 << 20);
        back =
                options.backend()
                        .bind(
                                target.getAddress().isLoopbackAddress()
                                        ? any
                                        : new InetSocketAddress(0),
                                8 << 20);
        thread = new Thread(this::run, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return front.localPort();
    }

    private void run() {
        DatagramIo.Receiver up =
                (from, buffer, offset, length) -> {
                    if (!from.matches(client)) {
                        client = from.copy();
                    }
                    pass(true, buffer, offset, length);
                };
        DatagramIo.Receiver down =
                (_, buffer, offset, length) -> pass(false, buffer, offset, length);
        while (!isStopping) {
            nowNs = System.nanoTime();
            int work = front.receive(up, 256) + back.receive(down, 256);
            while (!waiting.isEmpty() && waiting.element().atNs <= nowNs) {
                Waiting due = waiting.remove();
                forward(due.isUp, due.bytes, 0, due.bytes.length);
                work++;
            }
            front.flush();
            back.flush();
            if (work == 0) {
                front.awaitReadable(waiting.isEmpty() ? IDLE_NS : IDLE_NS / 2);
            }
        }
    }

    private void pass(boolean isUp, byte[] buffer, int offset, int length) {
        if (chance(options.lossPercent()) || waiting.size() > MAX_WAITING) {
            dropped.incrementAndGet();
            return;
        }
        int copies = chance(options.duplicatePercent()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long delayNs = options.delayMs() * 1_000_000L;
            if (options.jitterMs() > 0) {
                delayNs += random.nextLong(options.jitterMs() * 1_000_000L);
            }
            if (chance(options.reorderPercent())) {
                delayNs += random.nextLong(REORDER_NS);
            }
            if (delayNs == 0) {
                forward(isUp, buffer, offset, length);
            } else {
                waiting.add(
                        new Waiting(
                                nowNs + delayNs,
                                order++,
                                isUp,
                                Arrays.copyOfRange(buffer, offset, offset + length)));
            }
        }
    }

    private boolean chance(double percent) {
        return percent > 0 && random.nextDouble() * 100 < percent;
    }

    private void forward(boolean isUp, byte[] buffer, int offset, int length) {
        passed.incrementAndGet();
        if (isUp) {
            back.send(server, buffer, offset, length);
        } else {
            front.send(client, buffer, offset, length);
        }
    }

    @Override
    public void close() throws IOException {
        isStopping = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        front.close();
        back.close();
    }
}
