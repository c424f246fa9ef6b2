package io.kaosnet.bench.realtime;

import io.kaosnet.bench.BenchContext;
import io.kaosnet.bench.BenchException;
import io.kaosnet.bench.Figure;
import io.kaosnet.bench.Option;
import io.kaosnet.bench.Result;
import io.kaosnet.bench.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// What this machine takes for a write to a socket, whatever the server: a loop that does nothing
/// else, to as many sockets as a chat room has. No server that writes to each socket for itself
/// delivers more for a CPU-second. Immutable.
public final class WriteFloorScenario implements Scenario {
    @Override
    public String name() {
        return "write-floor";
    }

    @Override
    public String description() {
        return "what the machine takes for a write to each of many sockets, without a server";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("sockets", "1000", "200", "connections over loopback"),
                new Option("rate", "20", "20", "writes a second to each"),
                new Option("bytes", "320", "320", "of a write"));
    }

    @Override
    public boolean needsServer() {
        return false;
    }

    @Override
    public Result run(BenchContext context) {
        int count = context.options().whole("sockets", 1, 100_000);
        int rate = context.options().whole("rate", 1, 1000);
        int bytes = context.options().whole("bytes", 1, 65_536);
        try (Pairs pairs = new Pairs(count)) {
            Thread.ofPlatform().name("reader").daemon().start(pairs::read);
            write(pairs.near, rate, bytes, context.options().whole("warmup", 0, 3600));
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long cpuFromNs = threads.getCurrentThreadCpuTime();
            long writes =
                    write(pairs.near, rate, bytes, context.options().whole("seconds", 1, 3600));
            double cpuUs = (threads.getCurrentThreadCpuTime() - cpuFromNs) / 1e3;
            return new Result(name())
                    .setting("sockets", count)
                    .setting("rate", rate)
                    .setting("bytes", bytes)
                    .add(Figure.of("CPU of a write", cpuUs / writes, "us"))
                    .add(Figure.of("writes for a CPU-second", writes / cpuUs * 1e6, ""));
        } catch (IOException e) {
            throw new BenchException("sockets: " + e.getMessage());
        }
    }

    /// @return how often it wrote
    private static long write(List<SocketChannel> sockets, int rate, int bytes, int seconds)
            throws IOException {
        ByteBuffer data = ByteBuffer.allocateDirect(bytes);
        long writes = 0;
        long startNs = System.nanoTime();
        for (long round = 0; round < (long) rate * seconds; round++) {
            for (SocketChannel socket : sockets) {
                data.clear();
                socket.write(data);
                writes++;
            }
            long dueNs = startNs + (round + 1) * 1_000_000_000L / rate;
            while (System.nanoTime() < dueNs) {
                LockSupport.parkNanos(dueNs - System.nanoTime());
            }
        }
        return writes;
    }

    /// Connections with both ends in this process.
    private static final class Pairs implements AutoCloseable {
        private final List<SocketChannel> near = new ArrayList<>();
        private final List<SocketChannel> far = new ArrayList<>();
        private final Selector selector;

        Pairs(int count) throws IOException {
            selector = Selector.open();
            try (ServerSocketChannel server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                for (int i = 0; i < count; i++) {
                    SocketChannel there = SocketChannel.open(server.getLocalAddress());
                    SocketChannel here = server.accept();
                    here.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    there.configureBlocking(false);
                    there.register(selector, SelectionKey.OP_READ);
                    near.add(here);
                    far.add(there);
                }
            }
        }

        /// Takes in what comes, until the near ends close.
        void read() {
            ByteBuffer data = ByteBuffer.allocateDirect(65_536);
            int open = far.size();
            try {
                while (open > 0) {
                    selector.select();
                    for (SelectionKey key : selector.selectedKeys()) {
                        data.clear();
                        if (((SocketChannel) key.channel()).read(data) < 0) {
                            key.cancel();
                            open--;
                        }
                    }
                    selector.selectedKeys().clear();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel socket : near) {
                socket.close();
            }
        }
    }
}
