package io.kaosnet.bench.rudp;

import io.kaosnet.rudp.CloseReason;
import io.kaosnet.rudp.Connection;
import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.ConnectionStatistics;
import io.kaosnet.rudp.RudpClient;
import io.kaosnet.rudp.RudpConfig;
import io.kaosnet.rudp.TokenSecrets;
import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.io.PeerAddress;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `bench rudp`: how fast, at what cost, with how much loss.
public final class RudpBench {
    static final int APP = 1;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long IDLE_NS = 50_000;
    private static final long LIMIT_NS = 120_000_000_000L;

    private RudpBench() {}

    /// Runs one scenario; the last line of the output is one JSON object.
    public static void main(String[] arguments) throws IOException {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.HELP);
            System.exit(2);
            return;
        }
        if (options == null) {
            System.out.print(Options.HELP);
            return;
        }
        InetSocketAddress endpoint = parse(options.endpoint());
        if (options.isServer()) {
            serve(options, endpoint);
            return;
        }
        if (options.isClient()) {
            run(options, endpoint, null);
            return;
        }
        InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (BenchServer server = new BenchServer(options, config(), bind)) {
            run(
                    options,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
                    server);
        }
    }

    private static void serve(Options options, InetSocketAddress endpoint) throws IOException {
        try (BenchServer server = new BenchServer(options, config(), endpoint)) {
            System.out.println("listening on UDP port " + server.port() + "; end with Ctrl-C");
            Thread.currentThread().join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(
            Options options, InetSocketAddress endpoint, @Nullable BenchServer server)
            throws IOException {
        switch (options.scenario()) {
            case "throughput", "latency" -> runStream(options, endpoint);
            case "fanin" -> runFanIn(options, endpoint, server);
            case "handshake" -> runHandshake(options, endpoint, server);
            case "idle" -> runIdle(options, endpoint, server);
            default -> {
                System.err.println("unknown scenario: " + options.scenario());
                System.exit(2);
            }
        }
    }

    static RudpConfig config() {
        return builder().build();
    }

    /// Clients that are quiet while others connect, so that only handshakes are measured.
    private static RudpConfig quietConfig() {
        return builder().keepAliveMs(8_000).build();
    }

    private static RudpConfig.Builder builder() {
        return RudpConfig.builder()
                .maxConnections(1 << 17)
                .maxConnectionsPerAddress(1 << 17)
                .maxConnectionsPerUser(1 << 17)
                .handshakesPerSecond(10_000_000)
                .handshakesPerAddress(10_000_000, 10_000_000)
                .sendWindowMessages(16_384)
                .maxReceiveWindowMessages(16_384)
                .sendQueueBytes(4 << 20)
                .receiveBufferBytes(8 << 20);
    }

    /// Benchmark servers and clients share a secret that is no secret.
    static TokenSecrets secrets() {
        byte[] secret = new byte[TokenSecrets.SECRET_BYTES];
        java.util.Arrays.fill(secret, (byte) 0x42);
        return new TokenSecrets(1, secret);
    }

    static long stamp(byte[] buffer, int offset) {
        return (long) LONG.get(buffer, offset);
    }

    private static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("endpoint: " + text + " (expected: HOST:PORT)");
        }
        return new InetSocketAddress(
                text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    // ---- one stream ------------------------------------------------------------------------

    /// The client of one stream. Owned by the main thread.
    private static final class StreamClient implements ConnectionListener {
        private final Options options;
        private Histogram roundTrips = new Histogram();
        private byte[] report = {};
        private long echoes;

        StreamClient(Options options) {
            this.options = options;
        }

        @Override
        public boolean onMessage(
                Connection connection, int channel, byte[] buffer, int offset, int length) {
            if (channel == BenchServer.CONTROL_CHANNEL) {
                report = java.util.Arrays.copyOfRange(buffer, offset, offset + length);
            } else {
                echoes++;
                roundTrips.record(System.nanoTime() - stamp(buffer, offset));
            }
            return true;
        }

        @Override
        public void onClosed(Connection connection, CloseReason reason) {
            if (reason.code() != CloseReason.NORMAL) {
                System.err.println("closed: " + reason + " " + options.endpoint());
            }
        }
    }

    private static void runStream(Options options, InetSocketAddress endpoint) throws IOException {
        boolean isLatency = options.scenario().equals("latency");
        Relay relay = options.needsRelay() ? new Relay(options, endpoint) : null;
        InetSocketAddress target =
                relay == null
                        ? endpoint
                        : new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port());
        StreamClient listener = new StreamClient(options);
        DatagramIo io =
                options.backend()
                        .bind(
                                target.getAddress().isLoopbackAddress()
                                        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                                        : new InetSocketAddress(0),
                                8 << 20);
        try (RudpClient client =
                new RudpClient(config(), io, listener, System::currentTimeMillis)) {
            Connection connection = connect(options, client, target);
            // A first run warms the compiler and the windows up; the second one counts.
            long warmUp = isLatency ? 60 : Math.min(options.messages(), 500_000);
            stream(options, client, connection, listener, warmUp, isLatency);
            long before = connection.statistics().messagesRetransmitted();
            long cpuBefore = cpuNs();
            long startNs = System.nanoTime();
            StreamResult result =
                    stream(options, client, connection, listener, options.messages(), isLatency);
            double seconds = (System.nanoTime() - startNs) / 1e9;
            long cpu = cpuNs() - cpuBefore + result.serverCpuNs();
            ConnectionStatistics statistics = connection.statistics();
            if (!options.isJson()) {
                System.out.printf(
                        Locale.ROOT,
                        "backend %s, %d messages of %d bytes in %.2f s: %.0f/s, srtt %.0f us,"
                                + " window %d, packets sent %d lost %d spurious %d probes %d%n",
                        io.name(),
                        options.messages(),
                        options.size(),
                        seconds,
                        result.delivered() / seconds,
                        statistics.smoothedRttNs() / 1e3,
                        statistics.windowPackets(),
                        statistics.packetsSent(),
                        statistics.packetsLost(),
                        statistics.spuriousLosses(),
                        statistics.probeTimeouts());
            }
            printJson(
                    options.scenario(),
                    result.delivered() / seconds,
                    (double) result.delivered() / options.messages(),
                    cpu / 1e9 / Math.max(1, result.delivered()) * 1e6,
                    result.p50(),
                    result.p99(),
                    result.p999(),
                    statistics.messagesRetransmitted() - before);
        } finally {
            if (relay != null) {
                relay.close();
            }
        }
    }

    private record StreamResult(
            long delivered, long serverCpuNs, double p50, double p99, double p999) {}

    private static Connection connect(
            Options options, RudpClient client, InetSocketAddress target) {
        client.connect(
                secrets()
                        .issue(
                                BenchServer.grant(options),
                                System.currentTimeMillis(),
                                30_000,
                                List.of("127.0.0.1:1")),
                List.of(PeerAddress.of(target)),
                System.nanoTime());
        long endNs = System.nanoTime() + LIMIT_NS;
        while (client.state() != RudpClient.State.CONNECTED && System.nanoTime() < endNs) {
            if (client.doWork(System.nanoTime()) == 0) {
                client.awaitReadable(IDLE_NS);
            }
            if (client.state() == RudpClient.State.CLOSED) {
                throw new IllegalStateException("cannot connect: " + client.closeReason());
            }
        }
        Connection connection = client.connection();
        if (connection == null) {
            throw new IllegalStateException("cannot connect to " + target);
        }
        return connection;
    }

    private static StreamResult stream(
            Options options,
            RudpClient client,
            Connection connection,
            StreamClient listener,
            long messages,
            boolean isLatency) {
        listener.report = new byte[0];
        listener.echoes = 0;
        listener.roundTrips = new Histogram();
        byte[] start =
                ByteBuffer.allocate(9)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(isLatency ? BenchServer.START_ECHO : BenchServer.START_COUNT)
                        .putLong(messages)
                        .array();
        connection.offer(BenchServer.CONTROL_CHANNEL, start);
        long drainEndNs = System.nanoTime() + LIMIT_NS;
        while (!connection.isDrained() && System.nanoTime() < drainEndNs) {
            work(client);
        }
        byte[] message = new byte[options.size()];
        long sent = 0;
        long intervalNs = 1_000_000_000L / options.rate();
        long nextNs = System.nanoTime();
        long endNs = System.nanoTime() + LIMIT_NS;
        boolean isReliable = options.channel() == 0 || options.channel() == 2;
        long idleSinceNs = System.nanoTime();
        while (System.nanoTime() < endNs && connection.isConnected()) {
            long now = System.nanoTime();
            if (isLatency) {
                if (sent < messages && now >= nextNs) {
                    LONG.set(message, 0, now);
                    if (connection.offer(options.channel(), message)) {
                        sent++;
                    }
                    nextNs += intervalNs;
                }
                if (sent == messages
                        && (listener.echoes >= sent
                                || (!isReliable && now - idleSinceNs > 1_000_000_000L))) {
                    break;
                }
                if (sent < messages) {
                    idleSinceNs = now;
                }
            } else {
                for (int i = 0; i < 4096 && sent < messages; i++) {
                    LONG.set(message, 0, now);
                    if (!connection.offer(options.channel(), message)) {
                        break;
                    }
                    sent++;
                }
                if (listener.report.length == BenchServer.REPORT_BYTES) {
                    break;
                }
            }
            work(client);
        }
        if (isLatency) {
            Histogram h = listener.roundTrips;
            return new StreamResult(
                    listener.echoes, 0, h.micros(0.5), h.micros(0.99), h.micros(0.999));
        }
        if (listener.report.length != BenchServer.REPORT_BYTES) {
            return new StreamResult(0, 0, 0, 0, 0);
        }
        ByteBuffer report = ByteBuffer.wrap(listener.report).order(ByteOrder.LITTLE_ENDIAN);
        return new StreamResult(
                report.getLong(),
                report.getLong(),
                report.getDouble(),
                report.getDouble(),
                report.getDouble());
    }

    private static void work(RudpClient client) {
        if (client.doWork(System.nanoTime()) == 0) {
            client.awaitReadable(IDLE_NS);
        }
    }

    // ---- many clients ----------------------------------------------------------------------

    /// Counts the echoes of all clients. Owned by the main thread.
    private static final class FanInListener implements ConnectionListener {
        private Histogram roundTrips = new Histogram();
        private long received;
        private long closed;

        @Override
        public boolean onMessage(
                Connection connection, int channel, byte[] buffer, int offset, int length) {
            received++;
            roundTrips.record(System.nanoTime() - stamp(buffer, offset));
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

    private static void runFanIn(
            Options options, InetSocketAddress endpoint, @Nullable BenchServer server)
            throws IOException {
        FanInListener listener = new FanInListener();
        try (Hub hub = hub(options)) {
            int connected =
                    hub.connectAll(
                            options.clients(),
                            options,
                            config(),
                            secrets(),
                            PeerAddress.of(endpoint),
                            listener,
                            LIMIT_NS);
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
            long warmNs = 3_000_000_000L;
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
                    cpuStart = server == null ? 0 : server.cpuNs();
                }
                long due = (long) ((now - begin) / 1e9 * perSecond);
                long burst = Math.min(due - sent, 64);
                for (long i = 0; i < burst; i++) {
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
            double cores = server == null ? 0 : (server.cpuNs() - cpuStart) / 1e9 / seconds;
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
            printJson(
                    "fanin",
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

    private static void runHandshake(
            Options options, InetSocketAddress endpoint, @Nullable BenchServer server)
            throws IOException {
        try (Hub warm = hub(options)) {
            warm.connectAll(
                    3_000,
                    options,
                    quietConfig(),
                    secrets(),
                    PeerAddress.of(endpoint),
                    new FanInListener(),
                    LIMIT_NS);
        }
        FanInListener listener = new FanInListener();
        try (Hub hub = hub(options)) {
            long cpuStart = server == null ? 0 : server.cpuNs();
            long start = System.nanoTime();
            int connected =
                    hub.connectAll(
                            options.clients(),
                            options,
                            quietConfig(),
                            secrets(),
                            PeerAddress.of(endpoint),
                            listener,
                            LIMIT_NS);
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpu = server == null ? 0 : (server.cpuNs() - cpuStart) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%d handshakes in %.2f s, server %.2f CPU-s: %.0f per server core and second%n",
                    connected,
                    seconds,
                    cpu,
                    connected / Math.max(1e-9, cpu));
            printJson(
                    "handshake",
                    connected / seconds,
                    (double) connected / options.clients(),
                    cpu / connected * 1e6,
                    0,
                    0,
                    0,
                    0);
        }
    }

    private static void runIdle(
            Options options, InetSocketAddress endpoint, @Nullable BenchServer server)
            throws IOException {
        try (Hub hub = hub(options)) {
            FanInListener listener = new FanInListener();
            long before = usedHeap();
            int connected =
                    hub.connectAll(
                            options.clients(),
                            options,
                            config(),
                            secrets(),
                            PeerAddress.of(endpoint),
                            listener,
                            LIMIT_NS);
            long end = System.nanoTime() + 3_000_000_000L;
            while (System.nanoTime() < end) {
                if (hub.doWork(System.nanoTime()) == 0) {
                    hub.await(1_000_000);
                }
            }
            double both = (double) (usedHeap() - before) / connected;
            hub.forget();
            double perConnection = (double) (usedHeap() - before) / connected;
            System.out.printf(
                    Locale.ROOT,
                    "%d idle connections, server has %d: %.0f bytes of heap on the server for each,"
                            + " %.0f with the client's side%n",
                    connected,
                    server == null ? connected : server.connections(),
                    perConnection,
                    both);
            printJson("idle", 0, (double) connected / options.clients(), perConnection, 0, 0, 0, 0);
        }
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void printJson(
            String scenario,
            double messagesPerSecond,
            double deliveredFraction,
            double cpuSecondsPerMillion,
            double p50,
            double p99,
            double p999,
            long retransmitted) {
        System.out.printf(
                Locale.ROOT,
                "{\"scenario\":\"%s\",\"messagesPerSecond\":%.0f,\"deliveredFraction\":%.6f,"
                        + "\"cpuSecondsPerMillion\":%.4f,\"p50Micros\":%.1f,\"p99Micros\":%.1f,"
                        + "\"p999Micros\":%.1f,\"retransmitted\":%d}%n",
                scenario,
                messagesPerSecond,
                deliveredFraction,
                cpuSecondsPerMillion,
                p50,
                p99,
                p999,
                retransmitted);
    }
}
