package io.kaosnet.bench.rudp;

import io.kaosnet.rudp.AgentMemory;
import io.kaosnet.rudp.ConnectionFetch;
import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.RudpClient;
import io.kaosnet.rudp.RudpConfig;
import io.kaosnet.rudp.TokenSecrets;
import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.io.PeerAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final long TIMERS_NS = 1_000_000;

    private final DatagramIo io;
    private final List<Member> members = new ArrayList<>();
    private final List<Member> connecting = new ArrayList<>();
    private final Long2ObjectHashMap<Member> byId = new Long2ObjectHashMap<>();
    private final AgentMemory memory = new AgentMemory();
    private final ConnectionFetch fetch = new ConnectionFetch();
    private final Shared receiver = new Shared();
    private long[] dueNs = new long[64]; // of each member
    private long nowNs;
    private long timersNs;
    int failed;

    /// One client and its view of the shared socket. Owned by the hub's thread.
    final class Member implements DatagramIo {
        final RudpClient client;
        private @Nullable PeerAddress from;
        private byte[] buffer = {};
        private int offset;
        private int length;
        private int index;

        Member(RudpConfig config, ConnectionListener listener) {
            client =
                    new RudpClient(
                            config, this, listener, System::currentTimeMillis, Hub.this.memory);
        }

        private void deliver(PeerAddress source, byte[] bytes, int start, int count) {
            from = source;
            buffer = bytes;
            offset = start;
            length = count;
            work();
        }

        private void work() {
            client.doWork(nowNs);
            dueNs[index] = client.nextWorkNs();
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
                add(member);
                var connection = member.client.connection();
                if (connection != null) {
                    byId.put(connection.id(), member);
                }
            } else if (member.client.state() == RudpClient.State.CLOSED) {
                connecting.remove(i);
                failed++;
            }
        }
        if (now - timersNs >= TIMERS_NS) {
            timersNs = now;
            for (int i = 0; i < members.size(); i++) {
                if (dueNs[i] - now <= 0) {
                    members.get(i).work();
                }
            }
        }
        io.flush();
        return work;
    }

    private void add(Member member) {
        int index = members.size();
        if (index == dueNs.length) {
            dueNs = Arrays.copyOf(dueNs, 2 * index);
        }
        member.index = index;
        dueNs[index] = nowNs;
        members.add(member);
    }

    /// Fetches what these members need from memory: those from `first`, as many as the answer says.
    int fetch(int first) {
        int end = Math.min(members.size(), first + DatagramIo.ANNOUNCED);
        for (int i = first; i < end; i++) {
            fetch.add(members.get(i).client.connection());
        }
        fetch.fetch();
        return end - first;
    }

    /// Lets a client send what was just offered.
    void flush(Member member) {
        member.work();
    }

    void await(long timeoutNs) {
        io.flush();
        io.awaitReadable(timeoutNs);
    }

    /// Gives what arrives to the member that it is for. Owned by the hub's thread.
    private final class Shared implements DatagramIo.Receiver {
        @Override
        public void onComing(byte[] buffer, int offset, int length) {
            Member member = find(buffer, offset, length);
            if (member != null) {
                fetch.add(member.client.connection());
            }
        }

        @Override
        public void onAllShown() {
            fetch.fetch();
        }

        @Override
        public void onDatagram(PeerAddress from, byte[] buffer, int offset, int length) {
            Hub.this.onDatagram(from, buffer, offset, length);
        }
    }

    private @Nullable Member find(byte[] buffer, int offset, int length) {
        return length >= 25 && (buffer[offset] & TYPE_DATA_MASK) == TYPE_DATA
                ? byId.get(RudpBench.stamp(buffer, offset + CONNECTION_ID_OFFSET))
                : null;
    }

    private void onDatagram(PeerAddress from, byte[] buffer, int offset, int length) {
        if (length < 25) {
            return;
        }
        boolean isData = (buffer[offset] & TYPE_DATA_MASK) == TYPE_DATA;
        Member member = find(buffer, offset, length);
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
