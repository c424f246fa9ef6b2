package io.kaosnet.bench.rudp;

import io.kaosnet.rudp.RudpConfig;
import io.kaosnet.rudp.TokenSecrets;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `bench rudp`: how fast, at what cost, with how much loss.
public final class RudpBench {
    static final int APP = 1;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final long IDLE_NS = 50_000;
    static final long LIMIT_NS = 120_000_000_000L;

    private RudpBench() {}

    /// Runs one scenario; the last line of the output is one JSON object.
    public static void main(String[] arguments) throws IOException {
        Options options;
        @Nullable InetSocketAddress endpoint;
        try {
            options = Options.parse(arguments);
            endpoint = options == null ? null : parse(options.endpoint());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.HELP);
            System.exit(2);
            return;
        }
        if (options == null || endpoint == null) {
            System.out.print(Options.HELP);
            return;
        }
        if (options.isServer()) {
            serve(options, endpoint);
            return;
        }
        if (options.isClient()) {
            run(options, endpoint);
            return;
        }
        InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (BenchServer server = new BenchServer(options, config(), bind)) {
            run(options, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
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

    private static void run(Options options, InetSocketAddress endpoint) throws IOException {
        switch (options.scenario()) {
            case "throughput", "latency" -> StreamBench.run(options, endpoint);
            case "fanin" -> CrowdBench.fanIn(options, endpoint);
            case "handshake" -> CrowdBench.handshakes(options, endpoint);
            case "idle" -> CrowdBench.idle(options, endpoint);
            default -> throw new IllegalStateException(options.scenario());
        }
    }

    static RudpConfig config() {
        return builder().build();
    }

    /// Clients that are quiet while others connect, so that only handshakes are measured.
    static RudpConfig quietConfig() {
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
        try {
            if (colon >= 1) {
                var endpoint =
                        new InetSocketAddress(
                                text.substring(0, colon),
                                Integer.parseInt(text.substring(colon + 1)));
                if (endpoint.isUnresolved()) {
                    throw new IllegalArgumentException("--endpoint: " + text + ": no such host");
                }
                return endpoint;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new IllegalArgumentException("--endpoint: " + text + " (expected: HOST:PORT)");
    }

    static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    static void printJson(
            double messagesPerSecond,
            double deliveredFraction,
            double cpuSecondsPerMillion,
            double p50,
            double p99,
            double p999,
            long retransmitted) {
        System.out.printf(
                Locale.ROOT,
                "{\"messagesPerSecond\":%.0f,\"deliveredFraction\":%.6f,"
                        + "\"cpuSecondsPerMillion\":%.4f,\"p50Micros\":%.1f,\"p99Micros\":%.1f,"
                        + "\"p999Micros\":%.1f,\"retransmitted\":%d}%n",
                messagesPerSecond,
                deliveredFraction,
                cpuSecondsPerMillion,
                p50,
                p99,
                p999,
                retransmitted);
    }

    static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
