package io.kaosnet.bench.rudp;

import io.kaosnet.rudp.Connection;
import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.RudpClient;
import io.kaosnet.rudp.io.DatagramBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Asks a benchmark server what it has used, over a connection of its own, so that it can be
/// another process. Owned by the main thread.
final class ServerProbe implements ConnectionListener {
    private static final long WAIT_NS = 10_000_000_000L;

    private boolean isAnswered;
    private long answer;

    private ServerProbe() {}

    /// CPU time of the server's agent so far.
    ///
    /// @param meanwhile what has to go on while the answer is on its way
    static long cpuNs(Options options, InetSocketAddress endpoint, Runnable meanwhile)
            throws IOException {
        return new ServerProbe().ask(options, endpoint, BenchServer.ASK_CPU, meanwhile);
    }

    /// Bytes of live heap in the server's process.
    static long heapBytes(Options options, InetSocketAddress endpoint) throws IOException {
        return new ServerProbe().ask(options, endpoint, BenchServer.ASK_HEAP, () -> {});
    }

    private long ask(Options options, InetSocketAddress endpoint, byte question, Runnable meanwhile)
            throws IOException {
        InetSocketAddress any =
                endpoint.getAddress().isLoopbackAddress()
                        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                        : new InetSocketAddress(0);
        try (RudpClient client =
                new RudpClient(
                        RudpBench.config(),
                        DatagramBackend.NIO.bind(any, 1 << 16),
                        this,
                        System::currentTimeMillis)) {
            Connection connection = StreamBench.connect(options, client, endpoint);
            byte[] message =
                    ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN).put(question).array();
            connection.offer(BenchServer.CONTROL_CHANNEL, message);
            long endNs = System.nanoTime() + WAIT_NS;
            while (!isAnswered && System.nanoTime() < endNs) {
                client.doWork(System.nanoTime());
                meanwhile.run();
            }
            if (!isAnswered) {
                throw new IllegalStateException(
                        "the server does not answer: " + client.closeReason());
            }
            return answer;
        }
    }

    @Override
    public boolean onMessage(Connection from, int channel, byte[] buffer, int offset, int length) {
        isAnswered = true;
        answer = RudpBench.stamp(buffer, offset);
        return true;
    }
}
