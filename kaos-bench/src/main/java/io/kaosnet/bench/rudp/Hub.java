package io.kaosnet.bench.rudp;

import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.RudpClient;
import io.kaosnet.rudp.RudpConfig;
import io.kaosnet.rudp.TokenSecrets;
import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.io.PeerAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/// Thousands of clients on one socket: possible because a connection is its id, not its address.
/// Owned by one thread.
final class Hub implements AutoCloseable {
    private static final int MAX_CONNECTING = 64;
    private static final int CONNECTION_ID_OFFSET = 1;
    private static final int TYPE_DATA_MASK = 0xF7;
    private static final int TYPE_DATA = 0x50;

    private final DatagramIo io;
    private final List<Member> members = new ArrayList<>();
    private final List<Member> connecting = new ArrayList<>();
    private final Long2ObjectHashMap<Member> byId = new Long2ObjectHashMap<>();
    private final DatagramIo.Receiver receiver = this::onDatagram;
    private long nowNs;
    private int sweepIndex;
    int failed;

    /// One client and its view of the shared socket. Owned by the hub's thread.
    final class Member implements DatagramIo {
        final RudpClient client;
        private @Nullable PeerAddress from;
        private byte[] buffer = {};
        private int offset;
        private int length;

        Member(RudpConfig config, ConnectionListener listener) {
            client = new RudpClient(config, this, listener, System::currentTimeMillis);
        }

        private void deliver(PeerAddress source, byte[] bytes, int start, int count) {
            from = source;
            buffer = bytes;
            offset = start;
            length = count;
            client.doWork(nowNs);
        }

        @Override
        public int receive(Receiver target, int limit) {
            PeerAddress source = from;
            if (source == null) {
                return 0;
            }
            from = null;
            target.onDatagram(source, buffer, offset, length);
            return 1;
        }

        @Override
        public void send(PeerAddress to, byte[] bytes, int start, int count) {
            io.send(to, bytes, start, count);
        }

        @Override
        public void flush() {
            // The hub flushes for all.
        }

        @Override
        public void awaitReadable(long timeoutNs) {
            io.awaitReadable(timeoutNs);
        }

        @Override
        public int localPort() {
            return io.localPort();
        }

        @Override
        public long sendFailures() {
            return io.sendFailures();
        }

        @Override
        public String name() {
            return io.name();
        }

        @Override
        public void close() {
            // The socket is the hub's.
        }
    }

    Hub(DatagramIo io) {
        this.io = io;
    }

    List<Member> members() {
        return members;
    }

    /// Connects up to `count` clients, some at a time; returns how many are connected.
    int connectAll(
            int count,
            Options options,
            RudpConfig config,
            TokenSecrets secrets,
            PeerAddress server,
            ConnectionListener listener,
            long limitNs) {
        long endNs = System.nanoTime() + limitNs;
        int started = 0;
        while (members.size() < count && System.nanoTime() < endNs) {
            while (connecting.size() < MAX_CONNECTING && started < count) {
                Member member = new Member(config, listener);
                nowNs = System.nanoTime();
                member.client.connect(
                        secrets.issue(
                                BenchServer.grant(options),
                                System.currentTimeMillis(),
                                30_000,
                                List.of("127.0.0.1:1")),
                        List.of(server),
                        nowNs);
                connecting.add(member);
                started++;
            }
            if (doWork(System.nanoTime()) == 0) {
                io.awaitReadable(100_000);
            }
        }
        return members.size();
    }

    int doWork(long now) {
        nowNs = now;
        int work = io.receive(receiver, 512);
        for (int i = connecting.size() - 1; i >= 0; i--) {
            Member member = connecting.get(i);
            member.client.doWork(now);
            if (member.client.state() == RudpClient.State.CONNECTED) {
                connecting.remove(i);
                members.add(member);
                var connection = member.client.connection();
                if (connection != null) {
                    byId.put(connection.id(), member);
                }
            } else if (member.client.state() == RudpClient.State.CLOSED) {
                connecting.remove(i);
                failed++;
            }
        }
        // Timers: every client gets its turn every few milliseconds.
        int turns = Math.min(members.size(), 1 + members.size() / 64);
        for (int i = 0; i < turns; i++) {
            sweepIndex = sweepIndex + 1 < members.size() ? sweepIndex + 1 : 0;
            members.get(sweepIndex).client.doWork(now);
        }
        io.flush();
        return work;
    }

    /// Lets a client send what was just offered.
    void flush(Member member) {
        member.client.doWork(nowNs);
    }

    void await(long timeoutNs) {
        io.flush();
        io.awaitReadable(timeoutNs);
    }

    private void onDatagram(PeerAddress from, byte[] buffer, int offset, int length) {
        if (length < 25) {
            return;
        }
        boolean isData = (buffer[offset] & TYPE_DATA_MASK) == TYPE_DATA;
        Member member =
                isData ? byId.get(RudpBench.stamp(buffer, offset + CONNECTION_ID_OFFSET)) : null;
        if (member != null) {
            member.deliver(from, buffer, offset, length);
            return;
        }
        for (int i = 0; i < connecting.size(); i++) {
            Member candidate = connecting.get(i);
            boolean isMine = !isData || candidate.client.state() == RudpClient.State.RESPONDING;
            if (isMine) {
                candidate.deliver(from, buffer, offset, length);
                if (isData && candidate.client.state() == RudpClient.State.CONNECTED) {
                    return;
                }
            }
        }
    }

    /// Lets go of all clients without a word; the server keeps its side until it times out.
    void forget() {
        members.clear();
        byId.clear();
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.client.close();
        }
        io.flush();
        io.close();
    }
}
