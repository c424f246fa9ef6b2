package io.kaosnet.rudp;

import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.io.PeerAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A network in memory whose faults come from one seed, and which counts them: a test can prove
/// that what it survived did happen. Owned by one test.
final class SimNetwork {
    /// What a direction does to datagrams. Immutable.
    record Faults(
            double loss,
            double duplicate,
            double reorder,
            double corrupt,
            long delayNs,
            long jitterNs,
            long bytesPerSecond,
            int queueBytes,
            int mtu) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 1_000_000, 0, 0, 0, 65_535);

        static Faults delay(long ms) {
            return new Faults(0, 0, 0, 0, ms * 1_000_000, 0, 0, 0, 65_535);
        }

        Faults withLoss(double value) {
            return new Faults(
                    value,
                    duplicate,
                    reorder,
                    corrupt,
                    delayNs,
                    jitterNs,
                    bytesPerSecond,
                    queueBytes,
                    mtu);
        }

        Faults withRate(long bytes, int queue) {
            return new Faults(
                    loss, duplicate, reorder, corrupt, delayNs, jitterNs, bytes, queue, mtu);
        }

        Faults withMtu(int value) {
            return new Faults(
                    loss,
                    duplicate,
                    reorder,
                    corrupt,
                    delayNs,
                    jitterNs,
                    bytesPerSecond,
                    queueBytes,
                    value);
        }

        static Faults random(Random random) {
            double[] losses = {0, 0.001, 0.01, 0.05, 0.1, 0.3};
            return new Faults(
                    losses[random.nextInt(losses.length)],
                    random.nextBoolean() ? 0 : random.nextDouble() * 0.2,
                    random.nextBoolean() ? 0 : random.nextDouble() * 0.2,
                    random.nextInt(4) == 0 ? random.nextDouble() * 0.05 : 0,
                    random.nextInt(100) * 1_000_000L,
                    random.nextInt(30) * 1_000_000L,
                    random.nextInt(3) == 0 ? 20_000 + random.nextInt(500_000) : 0,
                    8_000 + random.nextInt(100_000),
                    random.nextInt(3) == 0 ? 1200 : 1500);
        }
    }

    /// How often each fault happened. Owned by one test.
    static final class Counts {
        long sent;
        long delivered;
        long lost;
        long duplicated;
        long reordered;
        long corrupted;
        long overflowed;
        long tooBig;
        long partitioned;
        long nowhere;
        long bytes;
    }

    /// Decides the fate of a single datagram before the random faults do.
    interface Filter {
        boolean drops(PeerAddress from, PeerAddress to, byte[] bytes);
    }

    /// A datagram on the wire. Immutable.
    private static final class InFlight implements Comparable<InFlight> {
        private final long atNs;
        private final long order;
        private final PeerAddress from;
        private final PeerAddress to;
        private final byte[] bytes;

        InFlight(long atNs, long order, PeerAddress from, PeerAddress to, byte[] bytes) {
            this.atNs = atNs;
            this.order = order;
            this.from = from.copy();
            this.to = to.copy();
            this.bytes = bytes;
        }

        @Override
        public int compareTo(InFlight other) {
            return atNs != other.atNs
                    ? Long.compare(atNs, other.atNs)
                    : Long.compare(order, other.order);
        }
    }

    final Random random;
    final Counts counts = new Counts();
    final List<byte[]> tape = new ArrayList<>();
    boolean isTaping;
    Faults toServer = Faults.NONE;
    Faults toClient = Faults.NONE;
    boolean isPartitioned;
    @Nullable Filter filter;
    long nowNs;

    private final PeerAddress server;
    private final List<SimIo> sockets = new ArrayList<>();
    private final PriorityQueue<InFlight> inFlight = new PriorityQueue<>();
    private long order;
    private final long[] lastArrivalNs = new long[2];
    private final long[] linkFreeNs = new long[2];

    SimNetwork(long seed, PeerAddress server) {
        this.random = new Random(seed);
        this.server = server;
    }

    SimIo open(PeerAddress address) {
        SimIo io = new SimIo(address.copy());
        sockets.add(io);
        return io;
    }

    long nextArrivalNs() {
        InFlight first = inFlight.peek();
        return first == null ? Long.MAX_VALUE : first.atNs;
    }

    void deliverUntil(long untilNs) {
        while (!inFlight.isEmpty() && inFlight.element().atNs <= untilNs) {
            InFlight packet = inFlight.remove();
            SimIo target = find(packet.to);
            if (target == null) {
                counts.nowhere++;
                continue;
            }
            counts.delivered++;
            target.inbound.add(packet);
        }
    }

    /// Puts bytes on the wire, past all faults: what an attacker can do.
    void inject(PeerAddress from, PeerAddress to, byte[] bytes) {
        inFlight.add(new InFlight(nowNs, order++, from, to, bytes));
    }

    private @Nullable SimIo find(PeerAddress address) {
        for (SimIo io : sockets) {
            if (io.address.matches(address)) {
                return io;
            }
        }
        return null;
    }

    private void transmit(PeerAddress from, PeerAddress to, byte[] bytes) {
        boolean isToServer = to.matches(server);
        Faults faults = isToServer ? toServer : toClient;
        int direction = isToServer ? 0 : 1;
        counts.sent++;
        counts.bytes += bytes.length;
        if (isTaping) {
            tape.add(bytes);
        }
        Filter rule = filter;
        if (rule != null && rule.drops(from, to, bytes)) {
            counts.lost++;
            return;
        }
        if (isPartitioned) {
            counts.partitioned++;
            return;
        }
        if (bytes.length > faults.mtu()) {
            counts.tooBig++;
            return;
        }
        if (random.nextDouble() < faults.loss()) {
            counts.lost++;
            return;
        }
        long departNs = nowNs;
        if (faults.bytesPerSecond() > 0) {
            long freeNs = Math.max(linkFreeNs[direction], nowNs);
            long waitingBytes = (freeNs - nowNs) * faults.bytesPerSecond() / 1_000_000_000L;
            if (waitingBytes + bytes.length > faults.queueBytes()) {
                counts.overflowed++;
                return;
            }
            departNs = freeNs + bytes.length * 1_000_000_000L / faults.bytesPerSecond();
            linkFreeNs[direction] = departNs;
        }
        byte[] arriving = bytes;
        if (random.nextDouble() < faults.corrupt()) {
            counts.corrupted++;
            arriving = bytes.clone();
            arriving[random.nextInt(arriving.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int copies = 1;
        if (random.nextDouble() < faults.duplicate()) {
            counts.duplicated++;
            copies = 2;
        }
        for (int i = 0; i < copies; i++) {
            long jitterNs = faults.jitterNs() == 0 ? 0 : random.nextLong(faults.jitterNs());
            long atNs = departNs + faults.delayNs() + jitterNs;
            if (random.nextDouble() < faults.reorder()) {
                counts.reordered++;
                atNs += random.nextLong(40_000_000);
            } else {
                atNs = Math.max(atNs, lastArrivalNs[direction]);
                lastArrivalNs[direction] = atNs;
            }
            inFlight.add(new InFlight(atNs, order++, from, to, arriving));
        }
    }

    /// One socket of the simulated network. Owned by one test.
    final class SimIo implements DatagramIo {
        private final Deque<InFlight> inbound = new ArrayDeque<>();
        private PeerAddress address;

        private SimIo(PeerAddress address) {
            this.address = address;
        }

        /// The NAT in front of the socket chooses another address.
        void rebind(PeerAddress other) {
            address = other.copy();
        }

        PeerAddress address() {
            return address;
        }

        @Override
        public int receive(Receiver receiver, int limit) {
            int count = 0;
            while (count < limit && !inbound.isEmpty()) {
                InFlight packet = inbound.remove();
                receiver.onDatagram(packet.from, packet.bytes, 0, packet.bytes.length);
                count++;
            }
            return count;
        }

        @Override
        public void send(PeerAddress to, byte[] buffer, int offset, int length) {
            transmit(address, to, Arrays.copyOfRange(buffer, offset, offset + length));
        }

        @Override
        public void flush() {
            // Everything is on the wire already.
        }

        @Override
        public void awaitReadable(long timeoutNs) {
            throw new AssertionError("a simulation never waits");
        }

        @Override
        public int localPort() {
            return address.port();
        }

        @Override
        public long sendFailures() {
            return 0;
        }

        @Override
        public String name() {
            return "simulated";
        }

        @Override
        public void close() {
            sockets.remove(this);
        }
    }
}
