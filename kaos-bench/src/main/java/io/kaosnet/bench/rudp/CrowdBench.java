package io.kaosnet.bench.rudp;

import io.kaosnet.rudp.CloseReason;
import io.kaosnet.rudp.Connection;
import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.io.PeerAddress;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/// Thousands of clients on one server: load, handshakes, memory. Owned by the main thread.
final class CrowdBench {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int WARM_ROUNDS = 2; // compiling takes its time

    private CrowdBench() {}

    /// Counts the echoes of all clients. Owned by the main thread.
    private static final class FanInListener implements ConnectionListener {
        private Histogram roundTrips = new Histogram();
        private long received;
        private long closed;

        @Override
        public boolean onMessage(
                Connection connection, int channel, byte[] buffer, int offset, int length) {
            received++;
            roundTrips.record(System.nanoTime() - RudpBench.stamp(buffer, offset));
            return true;
        }

        @Override
        public void onClosed(Connection connection, CloseReason reason) {
            closed++;
        }
    }

    private static Hub hub(Options options) throws IOException {
        return new Hub(
                options.backend()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8 << 20));
    }

    static void fanIn(Options options, InetSocketAddress endpoint) throws IOException {
        FanInListener listener = new FanInListener();
        try (Hub hub = hub(options)) {
            int connected =
                    hub.connectAll(
                            options.clients(),
                            options,
                            RudpBench.config(),
                            RudpBench.secrets(),
                            PeerAddress.of(endpoint),
                            listener,
                            RudpBench.LIMIT_NS);
            byte[] start =
                    ByteBuffer.allocate(9)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .put(BenchServer.START_ECHO)
                            .putLong(0)
                            .array();
            for (Hub.Member member : hub.members()) {
                offer(member, BenchServer.CONTROL_CHANNEL, start);
                hub.flush(member);
                hub.doWork(System.nanoTime());
            }
            byte[] message = new byte[options.size()];
            long perSecond = (long) connected * options.rate();
            long sent = 0;
            long measuredFrom = 0;
            long cpuStart = 0;
            long wallStart = System.nanoTime();
            int next = 0;
            long warmNs = options.warmSeconds() * 1_000_000_000L;
            long begin = System.nanoTime();
            long total = warmNs + options.seconds() * 1_000_000_000L;
            boolean isWarm = false;
            while (System.nanoTime() - begin < total) {
                long now = System.nanoTime();
                if (!isWarm && now - begin > warmNs) {
                    isWarm = true;
                    listener.roundTrips = new Histogram();
                    listener.received = 0;
                    measuredFrom = sent;
                    wallStart = now;
                    cpuStart =
                            ServerProbe.cpuNs(
                                    options, endpoint, () -> hub.doWork(System.nanoTime()));
                }
                long due = (long) ((now - begin) / 1e9 * perSecond);
                long burst = Math.min(due - sent, 64);
                int known = 0;
                for (long i = 0; i < burst; i++) {
                    if (known-- == 0) {
                        known = hub.fetch(next) - 1;
                    }
                    Hub.Member member = hub.members().get(next);
                    next = next + 1 < connected ? next + 1 : 0;
                    LONG.set(message, 0, System.nanoTime());
                    offer(member, 1, message);
                    hub.flush(member);
                    sent++;
                }
                if (hub.doWork(System.nanoTime()) == 0 && burst <= 0) {
                    hub.await(100_000);
                }
            }
            double seconds = (System.nanoTime() - wallStart) / 1e9;
            double cpuSeconds =
                    (ServerProbe.cpuNs(options, endpoint, () -> hub.doWork(System.nanoTime()))
                                    - cpuStart)
                            / 1e9;
            double cores = cpuSeconds / seconds;
            long end = System.nanoTime() + 200_000_000L;
            while (System.nanoTime() < end) {
                if (hub.doWork(System.nanoTime()) == 0) {
                    hub.await(100_000);
                }
            }
            long messages = sent - measuredFrom;
            if (!options.isJson()) {
                System.out.printf(
                        Locale.ROOT,
                        "%d clients connected, %d failed, %d closed, %.0f messages/s each way,"
                                + " server cores %.2f%n",
                        connected,
                        hub.failed,
                        listener.closed,
                        messages / seconds,
                        cores);
            }
            RudpBench.printJson(
                    messages / seconds,
                    (double) listener.received / messages,
                    cores * seconds / messages * 1e6,
                    listener.roundTrips.micros(0.5),
                    listener.roundTrips.micros(0.99),
                    listener.roundTrips.micros(0.999),
                    0);
        }
    }

    private static void offer(Hub.Member member, int channel, byte[] message) {
        Connection connection = member.client.connection();
        if (connection != null) {
            connection.offer(channel, message);
        }
    }

    static void handshakes(Options options, InetSocketAddress endpoint) throws IOException {
        try (Hub warm = hub(options)) {
            warm.connectAll(
                    WARM_ROUNDS * options.clients(),
                    options,
                    RudpBench.quietConfig(),
                    RudpBench.secrets(),
                    PeerAddress.of(endpoint),
                    new FanInListener(),
                    RudpBench.LIMIT_NS);
        }
        FanInListener listener = new FanInListener();
        try (Hub hub = hub(options)) {
            long cpuStart = ServerProbe.cpuNs(options, endpoint, () -> {});
            long start = System.nanoTime();
            int connected =
                    hub.connectAll(
                            options.clients(),
                            options,
                            RudpBench.quietConfig(),
                            RudpBench.secrets(),
                            PeerAddress.of(endpoint),
                            listener,
                            RudpBench.LIMIT_NS);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpu =
                    (ServerProbe.cpuNs(options, endpoint, () -> hub.doWork(System.nanoTime()))
                                    - cpuStart)
                            / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%d handshakes in %.2f s, server %.2f CPU-s: %.0f per server core and second%n",
                    connected,
                    seconds,
                    cpu,
                    connected / Math.max(1e-9, cpu));
            RudpBench.printJson(
                    connected / seconds,
                    (double) connected / options.clients(),
                    cpu / connected * 1e6,
                    0,
                    0,
                    0,
                    0);
        }
    }

    static void idle(Options options, InetSocketAddress endpoint) throws IOException {
        try (Hub hub = hub(options)) {
            FanInListener listener = new FanInListener();
            long before = ServerProbe.heapBytes(options, endpoint);
            int connected =
                    hub.connectAll(
                            options.clients(),
                            options,
                            RudpBench.config(),
                            RudpBench.secrets(),
                            PeerAddress.of(endpoint),
                            listener,
                            RudpBench.LIMIT_NS);
            long end = System.nanoTime() + 3_000_000_000L;
            while (System.nanoTime() < end) {
                if (hub.doWork(System.nanoTime()) == 0) {
                    hub.await(1_000_000);
                }
            }
            hub.forget(); // in one process the clients' memory is not to be counted
            double perConnection =
                    (double) (ServerProbe.heapBytes(options, endpoint) - before) / connected;
            System.out.printf(
                    Locale.ROOT,
                    "%d idle connections: %.0f bytes of heap on the server for each%n",
                    connected,
                    perConnection);
            RudpBench.printJson(
                    0, (double) connected / options.clients(), perConnection, 0, 0, 0, 0);
        }
    }
}
