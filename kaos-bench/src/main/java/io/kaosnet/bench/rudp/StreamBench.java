package io.kaosnet.bench.rudp;

import io.kaosnet.bench.BenchException;
import io.kaosnet.rudp.CloseReason;
import io.kaosnet.rudp.Connection;
import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.ConnectionStatistics;
import io.kaosnet.rudp.RudpClient;
import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.io.PeerAddress;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;

/// One client and one server: how much gets through, and how long it takes. Owned by the main
/// thread.
final class StreamBench {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private StreamBench() {}

    /// The client of one stream. Owned by the main thread.
    private static final class StreamClient implements ConnectionListener {
        private Histogram roundTrips = new Histogram();
        private byte[] report = {};
        private long echoes;

        @Override
        public boolean onMessage(
                Connection connection, int channel, byte[] buffer, int offset, int length) {
            if (channel == BenchServer.CONTROL_CHANNEL) {
                report = java.util.Arrays.copyOfRange(buffer, offset, offset + length);
            } else {
                echoes++;
                roundTrips.record(System.nanoTime() - RudpBench.stamp(buffer, offset));
            }
            return true;
        }

        @Override
        public void onClosed(Connection connection, CloseReason reason) {
            if (reason.code() != CloseReason.NORMAL) {
                System.err.println("closed: " + reason.text());
            }
        }
    }

    static void run(Options options, InetSocketAddress endpoint) throws IOException {
        boolean isLatency = options.scenario().equals("latency");
        Relay relay = options.needsRelay() ? new Relay(options, endpoint) : null;
        InetSocketAddress target =
                relay == null
                        ? endpoint
                        : new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port());
        StreamClient listener = new StreamClient();
        DatagramIo io =
                options.backend()
                        .bind(
                                target.getAddress().isLoopbackAddress()
                                        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                                        : new InetSocketAddress(0),
                                8 << 20);
        try (RudpClient client =
                new RudpClient(RudpBench.config(), io, listener, System::currentTimeMillis)) {
            Connection connection = connect(options, client, target);
            // A first run warms the compiler and the windows up; the second one counts.
            long warmUp = isLatency ? 60 : Math.min(options.messages(), 500_000);
            stream(options, client, connection, listener, warmUp, isLatency);
            long before = connection.statistics().messagesRetransmitted();
            long cpuBefore = RudpBench.cpuNs();
            long startNs = System.nanoTime();
            StreamResult result =
                    stream(options, client, connection, listener, options.messages(), isLatency);
            double seconds = (System.nanoTime() - startNs) / 1e9;
            long cpu = RudpBench.cpuNs() - cpuBefore + result.serverCpuNs();
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
            RudpBench.printJson(
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

    static Connection connect(Options options, RudpClient client, InetSocketAddress target) {
        client.connect(
                RudpBench.secrets()
                        .issue(
                                BenchServer.grant(options),
                                System.currentTimeMillis(),
                                30_000,
                                List.of("127.0.0.1:1")),
                List.of(PeerAddress.of(target)),
                System.nanoTime());
        long endNs = System.nanoTime() + RudpBench.LIMIT_NS;
        while (client.state() != RudpClient.State.CONNECTED && System.nanoTime() < endNs) {
            if (client.doWork(System.nanoTime()) == 0) {
                client.awaitReadable(RudpBench.IDLE_NS);
            }
            if (client.state() == RudpClient.State.CLOSED) {
                CloseReason reason = client.closeReason();
                throw new BenchException(
                        "cannot connect to "
                                + options.endpoint()
                                + (reason == null ? "" : ": " + reason.text()));
            }
        }
        Connection connection = client.connection();
        if (connection == null) {
            throw new BenchException("cannot connect to " + options.endpoint());
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
        long drainEndNs = System.nanoTime() + RudpBench.LIMIT_NS;
        while (!connection.isDrained() && System.nanoTime() < drainEndNs) {
            work(client);
        }
        byte[] message = new byte[options.size()];
        long sent = 0;
        long intervalNs = 1_000_000_000L / options.rate();
        long nextNs = System.nanoTime();
        long endNs = nextNs + RudpBench.LIMIT_NS + (isLatency ? messages * intervalNs : 0);
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
            client.awaitReadable(RudpBench.IDLE_NS);
        }
    }
}
