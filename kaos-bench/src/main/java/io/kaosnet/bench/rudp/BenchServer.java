package io.kaosnet.bench.rudp;

import io.kaosnet.rudp.CloseReason;
import io.kaosnet.rudp.Connection;
import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.RudpConfig;
import io.kaosnet.rudp.RudpServer;
import io.kaosnet.rudp.TokenSecrets;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The server of the benchmark: counts, or echoes, and reports at the end. Runs its own thread.
final class BenchServer implements ConnectionListener, AutoCloseable {
    static final int CONTROL_CHANNEL = 3;
    static final byte START_COUNT = 1;
    static final byte START_ECHO = 2;
    static final byte ASK_CPU = 3;
    static final byte ASK_HEAP = 4;
    static final int REPORT_BYTES = 40;
    private static final long IDLE_NS = 200_000;

    private final RudpServer server;
    private final Thread thread;
    private volatile boolean isStopping;

    /// What one client asked for. Owned by the server's thread.
    private static final class Run {
        private boolean isEcho;
        private long expected;
        private long count;
        private long cpuStartNs;
        private final Histogram latency = new Histogram();
    }

    BenchServer(Options options, RudpConfig config, InetSocketAddress bind) throws IOException {
        server =
                new RudpServer(
                        config,
                        options.backend().bind(bind, 8 << 20),
                        RudpBench.secrets(),
                        app -> app == RudpBench.APP,
                        this,
                        null,
                        System::currentTimeMillis,
                        System.nanoTime());
        thread = new Thread(this::run, "rudp-server");
        thread.start();
    }

    int port() {
        return server.localPort();
    }

    private void run() {
        while (!isStopping) {
            if (server.doWork(System.nanoTime()) == 0) {
                server.awaitReadable(IDLE_NS);
            }
        }
    }

    private static long threadCpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public boolean onMessage(
            Connection connection, int channel, byte[] buffer, int offset, int length) {
        Run run = (Run) connection.attachment();
        if (channel == CONTROL_CHANNEL) {
            ByteBuffer start =
                    ByteBuffer.wrap(buffer, offset, length).order(ByteOrder.LITTLE_ENDIAN);
            byte command = start.get();
            if (command == ASK_CPU || command == ASK_HEAP) {
                answer(connection, command == ASK_CPU ? threadCpuNs() : RudpBench.usedHeap());
                return true;
            }
            run = new Run();
            run.isEcho = command == START_ECHO;
            run.expected = start.getLong();
            run.cpuStartNs = threadCpuNs();
            connection.attach(run);
            return true;
        }
        if (run == null) {
            return true;
        }
        if (run.isEcho) {
            // A full queue refuses the message: the client's credit ends, and it slows down.
            return connection.offer(channel, buffer, offset, length);
        }
        run.latency.record(System.nanoTime() - RudpBench.stamp(buffer, offset));
        if (++run.count == run.expected) {
            ByteBuffer report =
                    ByteBuffer.allocate(REPORT_BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(run.count)
                            .putLong(threadCpuNs() - run.cpuStartNs)
                            .putDouble(run.latency.micros(0.5))
                            .putDouble(run.latency.micros(0.99))
                            .putDouble(run.latency.micros(0.999));
            connection.offer(CONTROL_CHANNEL, report.array());
        }
        return true;
    }

    private static void answer(Connection connection, long value) {
        connection.offer(
                CONTROL_CHANNEL,
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    @Override
    public void onClosed(Connection connection, CloseReason reason) {
        if (reason.code() != CloseReason.NORMAL && reason.code() != CloseReason.SHUTDOWN) {
            System.err.println("connection closed: " + reason);
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
        server.close();
    }

    static TokenSecrets.Grant grant(Options options) {
        return TokenSecrets.Grant.player(
                        java.util.UUID.randomUUID(), java.util.UUID.randomUUID(), RudpBench.APP)
                .withRateClass(io.kaosnet.rudp.RateClass.UNLIMITED)
                .withAead(options.aead());
    }
}
