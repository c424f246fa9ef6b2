package io.kaosnet.rudp.io;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/// The Linux back end: up to 64 datagrams per system call, and with GSO/GRO up to 64 segments in
/// each. Owned by one agent.
///
/// One dual-stack socket; IPv4 peers appear in their mapped form.
final class LinuxDatagramIo implements DatagramIo {
    private static final int HEADER_BYTES = 64; // struct mmsghdr
    private static final int VECTOR_BYTES = 16; // struct iovec
    private static final int ADDRESS_BYTES = 28; // struct sockaddr_in6
    private static final int ADDRESS_SLOT = 32;
    private static final int CONTROL_SLOT = 64;
    private static final long SEGMENT_CONTROL_BYTES = 24;
    private static final int BATCH = 64;
    private static final int GRO_BATCH = 8;
    private static final int GRO_BYTES = 65_536;
    private static final int SEND_BYTES = 256 << 10;
    private static final int MAX_SEGMENTS = 64;
    private static final int MAX_BURST_BYTES = 65_000;

    private static final DatagramBackend BEST = findBest();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = LinuxSockets.newState(arena);
    private final int fd;
    private final boolean isGro;
    private boolean isGso;
    private final int receiveBatch;
    private final int receiveBytes;

    private final MemorySegment inHeaders;
    private final MemorySegment inVectors;
    private final MemorySegment inAddresses;
    private final MemorySegment inControls;
    private final MemorySegment inData;
    private final byte[] inScratch;

    private final MemorySegment outHeaders;
    private final MemorySegment outVectors;
    private final MemorySegment outAddresses;
    private final MemorySegment outControls;
    private final MemorySegment outData;
    private final int[] outSegments = new int[BATCH];
    private final int[] outSegmentBytes = new int[BATCH];
    private final int[] outBytes = new int[BATCH];
    private int outCount;
    private int outPosition;
    private boolean isLastOpen;
    private final PeerAddress lastTo = new PeerAddress();

    private final MemorySegment pollDescriptor = arena.allocate(8, 8);
    private final MemorySegment pollTimeout = arena.allocate(16, 8);
    private final PeerAddress from = new PeerAddress();
    private final int localPort;
    private long sendFailures;
    private boolean isClosed;

    private LinuxDatagramIo(InetSocketAddress bind, int socketBufferBytes, boolean wantsGso)
            throws IOException {
        fd = LinuxSockets.socket(state);
        try {
            setOption(LinuxSockets.IPPROTO_IPV6, LinuxSockets.IPV6_V6ONLY, 0);
            setBuffer(LinuxSockets.SO_RCVBUF, LinuxSockets.SO_RCVBUFFORCE, socketBufferBytes);
            setBuffer(LinuxSockets.SO_SNDBUF, LinuxSockets.SO_SNDBUFFORCE, socketBufferBytes);
            setOption(
                    LinuxSockets.IPPROTO_IP,
                    LinuxSockets.IP_MTU_DISCOVER,
                    LinuxSockets.PMTUDISC_PROBE);
            setOption(
                    LinuxSockets.IPPROTO_IPV6,
                    LinuxSockets.IPV6_MTU_DISCOVER,
                    LinuxSockets.PMTUDISC_PROBE);
            MemorySegment address = arena.allocate(ADDRESS_SLOT, 8);
            PeerAddress local = PeerAddress.of(bind);
            if (bind.getAddress().isAnyLocalAddress()) {
                local.setIpv6(0, 0, bind.getPort());
            }
            writeAddress(address, 0, local);
            LinuxSockets.bind(state, fd, address, ADDRESS_BYTES);
            MemorySegment length = arena.allocate(JAVA_INT);
            length.set(JAVA_INT, 0, ADDRESS_BYTES);
            LinuxSockets.getsockname(state, fd, address, length);
            localPort = Short.reverseBytes(address.get(JAVA_SHORT_UNALIGNED, 2)) & 0xFFFF;
            isGso = wantsGso;
            isGro = wantsGso && setOption(LinuxSockets.IPPROTO_UDP, LinuxSockets.UDP_GRO, 1);
        } catch (IOException | RuntimeException e) {
            LinuxSockets.close(state, fd);
            arena.close();
            throw e;
        }
        pollDescriptor.set(JAVA_INT, 0, fd);
        pollDescriptor.set(JAVA_SHORT, 4, LinuxSockets.POLLIN);

        receiveBatch = isGro ? GRO_BATCH : BATCH;
        receiveBytes = isGro ? GRO_BYTES : MAX_DATAGRAM_BYTES;
        inScratch = new byte[Math.max(receiveBytes, ANNOUNCED * MAX_DATAGRAM_BYTES)];
        inHeaders = arena.allocate((long) HEADER_BYTES * receiveBatch, 64);
        inVectors = arena.allocate((long) VECTOR_BYTES * receiveBatch, 64);
        inAddresses = arena.allocate((long) ADDRESS_SLOT * receiveBatch, 64);
        inControls = arena.allocate((long) CONTROL_SLOT * receiveBatch, 64);
        inData = arena.allocate((long) receiveBytes * receiveBatch, 64);
        for (int i = 0; i < receiveBatch; i++) {
            inVectors.set(ADDRESS, 16L * i, inData.asSlice((long) receiveBytes * i));
            inVectors.set(JAVA_LONG, 16L * i + 8, receiveBytes);
            linkHeader(inHeaders, i, inAddresses, inVectors);
            inHeaders.set(ADDRESS, 64L * i + 32, inControls.asSlice(64L * i));
        }
        outHeaders = arena.allocate((long) HEADER_BYTES * BATCH, 64);
        outVectors = arena.allocate((long) VECTOR_BYTES * BATCH, 64);
        outAddresses = arena.allocate((long) ADDRESS_SLOT * BATCH, 64);
        outControls = arena.allocate((long) CONTROL_SLOT * BATCH, 64);
        outData = arena.allocate(SEND_BYTES, 64);
        for (int i = 0; i < BATCH; i++) {
            linkHeader(outHeaders, i, outAddresses, outVectors);
            outControls.set(JAVA_LONG, 64L * i, 18); // CMSG_LEN(2)
            outControls.set(JAVA_INT, 64L * i + 8, LinuxSockets.IPPROTO_UDP);
            outControls.set(JAVA_INT, 64L * i + 12, LinuxSockets.UDP_SEGMENT);
        }
    }

    /// Binds a socket.
    static LinuxDatagramIo bind(InetSocketAddress bind, int socketBufferBytes, boolean gso)
            throws IOException {
        if (BEST == DatagramBackend.NIO || (gso && BEST != DatagramBackend.GSO)) {
            throw new IOException("this machine has no " + (gso ? "GSO" : "MMSG") + " back end");
        }
        return new LinuxDatagramIo(bind, socketBufferBytes, gso);
    }

    /// The best back end of this machine: GSO, MMSG or NIO.
    static DatagramBackend probe() {
        return BEST;
    }

    private static DatagramBackend findBest() {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean isKnown =
                System.getProperty("os.name", "").equals("Linux")
                        && (arch.equals("amd64") || arch.equals("aarch64"));
        if (!isKnown) {
            return DatagramBackend.NIO;
        }
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (LinuxDatagramIo io = new LinuxDatagramIo(anywhere, 64 << 10, true)) {
            return io.isGro && io.carriesSegments() ? DatagramBackend.GSO : DatagramBackend.MMSG;
        } catch (IOException | RuntimeException | LinkageError _) {
            return DatagramBackend.NIO; // no IPv6, a sandbox, or native access is not allowed
        }
    }

    /// Sends two segments to itself and looks whether both arrive.
    private boolean carriesSegments() {
        PeerAddress self = new PeerAddress();
        self.setIpv4(0x7F00_0001, localPort);
        byte[] bytes = new byte[64];
        send(self, bytes, 0, bytes.length);
        send(self, bytes, 0, bytes.length);
        flush();
        int[] seen = new int[1];
        for (int i = 0; i < 10 && seen[0] < 2; i++) {
            awaitReadable(10_000_000);
            receive((_, _, _, length) -> seen[0] += length == bytes.length ? 1 : 0, 2);
        }
        return isGso && seen[0] == 2;
    }

    @Override
    public int receive(Receiver receiver, int limit) {
        int total = 0;
        while (total < limit) {
            for (int i = 0; i < receiveBatch; i++) {
                inHeaders.set(JAVA_INT, 64L * i + 8, ADDRESS_BYTES);
                inHeaders.set(JAVA_LONG, 64L * i + 40, isGro ? CONTROL_SLOT : 0);
            }
            int count = LinuxSockets.recvmmsg(state, fd, inHeaders, receiveBatch);
            if (count <= 0) {
                return total;
            }
            total += isGro ? deliverSegments(receiver, count) : deliverSingles(receiver, count);
            if (count < receiveBatch) {
                return total;
            }
        }
        return total;
    }

    private int deliverSingles(Receiver receiver, int count) {
        for (int first = 0; first < count; first += ANNOUNCED) {
            int end = Math.min(count, first + ANNOUNCED);
            for (int i = first; i < end; i++) {
                int bytes = inHeaders.get(JAVA_INT, 64L * i + 56);
                int at = (i - first) * MAX_DATAGRAM_BYTES;
                copyIn(i, at, bytes);
                receiver.onComing(inScratch, at, bytes);
            }
            receiver.onAllShown();
            for (int i = first; i < end; i++) {
                int at = (i - first) * MAX_DATAGRAM_BYTES;
                readAddress(inAddresses, 32L * i, from);
                receiver.onDatagram(from, inScratch, at, inHeaders.get(JAVA_INT, 64L * i + 56));
            }
        }
        return count;
    }

    private int deliverSegments(Receiver receiver, int count) {
        int total = 0;
        for (int i = 0; i < count; i++) {
            int bytes = inHeaders.get(JAVA_INT, 64L * i + 56);
            int segment = Math.max(1, groSegment(i, bytes));
            copyIn(i, 0, bytes);
            readAddress(inAddresses, 32L * i, from);
            int at = 0;
            do {
                int end = (int) Math.min(bytes, at + (long) ANNOUNCED * segment);
                for (int next = at; next < end; next += segment) {
                    receiver.onComing(inScratch, next, Math.min(segment, bytes - next));
                }
                receiver.onAllShown();
                do {
                    receiver.onDatagram(from, inScratch, at, Math.min(segment, bytes - at));
                    at += segment;
                    total++;
                } while (at < end);
            } while (at < bytes);
        }
        return total;
    }

    private void copyIn(int i, int at, int bytes) {
        MemorySegment.copy(inData, JAVA_BYTE, (long) receiveBytes * i, inScratch, at, bytes);
    }

    private int groSegment(int i, int bytes) {
        long length = inHeaders.get(JAVA_LONG, 64L * i + 40);
        boolean isSegmented =
                length >= 20
                        && inControls.get(JAVA_INT, 64L * i + 8) == LinuxSockets.IPPROTO_UDP
                        && inControls.get(JAVA_INT, 64L * i + 12) == LinuxSockets.UDP_GRO;
        return isSegmented ? inControls.get(JAVA_INT, 64L * i + 16) : bytes;
    }

    @Override
    public void send(PeerAddress to, byte[] buffer, int offset, int length) {
        if (isLastOpen && joinsLast(to, length)) {
            int last = outCount - 1;
            MemorySegment.copy(buffer, offset, outData, JAVA_BYTE, outPosition, length);
            outPosition += length;
            outBytes[last] += length;
            outSegments[last]++;
            isLastOpen = length == outSegmentBytes[last];
            return;
        }
        if (outCount == BATCH || outPosition + length > SEND_BYTES) {
            flush();
        }
        int i = outCount++;
        writeAddress(outAddresses, 32L * i, to);
        outVectors.set(ADDRESS, 16L * i, outData.asSlice(outPosition));
        MemorySegment.copy(buffer, offset, outData, JAVA_BYTE, outPosition, length);
        outPosition += length;
        outBytes[i] = length;
        outSegments[i] = 1;
        outSegmentBytes[i] = length;
        if (isGso) {
            lastTo.setIpv6(to.high(), to.low(), to.port());
            isLastOpen = true;
        }
    }

    /// Segments of one burst are equally long; only the last may be shorter.
    private boolean joinsLast(PeerAddress to, int length) {
        int last = outCount - 1;
        return length <= outSegmentBytes[last]
                && outSegments[last] < MAX_SEGMENTS
                && outBytes[last] + length <= MAX_BURST_BYTES
                && outPosition + length <= SEND_BYTES
                && lastTo.matches(to);
    }

    @Override
    public void flush() {
        if (outCount == 0) {
            return;
        }
        for (int i = 0; i < outCount; i++) {
            outVectors.set(JAVA_LONG, 16L * i + 8, outBytes[i]);
            boolean isBurst = outSegments[i] > 1;
            outHeaders.set(
                    ADDRESS,
                    64L * i + 32,
                    isBurst ? outControls.asSlice(64L * i) : MemorySegment.NULL);
            outHeaders.set(JAVA_LONG, 64L * i + 40, isBurst ? SEGMENT_CONTROL_BYTES : 0);
            outControls.set(JAVA_SHORT, 64L * i + 16, (short) outSegmentBytes[i]);
        }
        int done = 0;
        while (done < outCount) {
            int sent =
                    LinuxSockets.sendmmsg(
                            state, fd, outHeaders.asSlice(64L * done), outCount - done);
            if (sent > 0) {
                done += sent;
            } else if (LinuxSockets.errno(state) != LinuxSockets.EINTR) {
                onSendFailure(done);
                done++;
            }
        }
        outCount = 0;
        outPosition = 0;
        isLastOpen = false;
    }

    private void onSendFailure(int i) {
        int segments = outSegments[i];
        if (segments == 1 || LinuxSockets.errno(state) == LinuxSockets.EAGAIN) {
            sendFailures += segments;
            return;
        }
        // The interface cannot split: from now on every datagram goes by itself.
        isGso = false;
        outHeaders.set(ADDRESS, 64L * i + 32, MemorySegment.NULL);
        outHeaders.set(JAVA_LONG, 64L * i + 40, 0);
        MemorySegment data = outVectors.get(ADDRESS, 16L * i);
        long base = data.address() - outData.address();
        for (int at = 0; at < outBytes[i]; at += outSegmentBytes[i]) {
            outVectors.set(ADDRESS, 16L * i, outData.asSlice(base + at));
            outVectors.set(JAVA_LONG, 16L * i + 8, Math.min(outSegmentBytes[i], outBytes[i] - at));
            if (LinuxSockets.sendmmsg(state, fd, outHeaders.asSlice(64L * i), 1) != 1) {
                sendFailures++;
            }
        }
    }

    @Override
    public void awaitReadable(long timeoutNs) {
        pollTimeout.set(JAVA_LONG, 0, timeoutNs / 1_000_000_000L);
        pollTimeout.set(JAVA_LONG, 8, timeoutNs % 1_000_000_000L);
        int ready = LinuxSockets.ppoll(state, pollDescriptor, pollTimeout);
        assert ready >= 0 || LinuxSockets.errno(state) == LinuxSockets.EINTR;
    }

    @Override
    public int localPort() {
        return localPort;
    }

    @Override
    public long sendFailures() {
        return sendFailures;
    }

    @Override
    public String name() {
        return isGso ? "gso" : "mmsg";
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            LinuxSockets.close(state, fd);
            arena.close();
        }
    }

    private boolean setOption(int level, int option, int value) {
        MemorySegment memory = arena.allocate(JAVA_INT);
        memory.set(JAVA_INT, 0, value);
        return LinuxSockets.setOption(state, fd, level, option, memory);
    }

    /// The privileged option ignores the system's limit; without the privilege the limit applies.
    private void setBuffer(int option, int privilegedOption, int bytes) {
        if (!setOption(LinuxSockets.SOL_SOCKET, privilegedOption, bytes)) {
            setOption(LinuxSockets.SOL_SOCKET, option, bytes);
        }
    }

    private static void linkHeader(
            MemorySegment headers, int i, MemorySegment addresses, MemorySegment vectors) {
        headers.set(ADDRESS, 64L * i, addresses.asSlice(32L * i));
        headers.set(JAVA_INT, 64L * i + 8, ADDRESS_BYTES);
        headers.set(ADDRESS, 64L * i + 16, vectors.asSlice(16L * i));
        headers.set(JAVA_LONG, 64L * i + 24, 1);
    }

    private static void writeAddress(MemorySegment target, long offset, PeerAddress address) {
        target.set(JAVA_SHORT_UNALIGNED, offset, (short) LinuxSockets.AF_INET6);
        target.set(JAVA_SHORT_UNALIGNED, offset + 2, Short.reverseBytes((short) address.port()));
        target.set(JAVA_INT_UNALIGNED, offset + 4, 0);
        target.set(JAVA_LONG_UNALIGNED, offset + 8, Long.reverseBytes(address.high()));
        target.set(JAVA_LONG_UNALIGNED, offset + 16, Long.reverseBytes(address.low()));
        target.set(JAVA_INT_UNALIGNED, offset + 24, 0);
    }

    private static void readAddress(MemorySegment source, long offset, PeerAddress address) {
        address.setIpv6(
                Long.reverseBytes(source.get(JAVA_LONG_UNALIGNED, offset + 8)),
                Long.reverseBytes(source.get(JAVA_LONG_UNALIGNED, offset + 16)),
                Short.reverseBytes(source.get(JAVA_SHORT_UNALIGNED, offset + 2)) & 0xFFFF);
    }
}
