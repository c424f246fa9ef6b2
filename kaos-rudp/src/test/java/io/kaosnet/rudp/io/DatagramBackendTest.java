package io.kaosnet.rudp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every back end moves datagrams the same way.
final class DatagramBackendTest {
    private static final long PATIENCE_NS = 100_000_000;

    @ParameterizedTest
    @CsvSource({
        "NIO, NIO, 127.0.0.1",
        "MMSG, MMSG, 127.0.0.1",
        "GSO, GSO, 127.0.0.1",
        "GSO, NIO, 127.0.0.1",
        "NIO, GSO, 127.0.0.1",
        "NIO, NIO, ::1",
        "MMSG, MMSG, ::1",
        "GSO, GSO, ::1"
    })
    void datagramsOfAllSizesArriveWhole(
            DatagramBackend sending, DatagramBackend receiving, String host) throws IOException {
        assumeTrue(sending.isAvailable() && receiving.isAvailable());
        try (DatagramIo left = sending.bind(new InetSocketAddress(host, 0), 4 << 20);
                DatagramIo right = receiving.bind(new InetSocketAddress(host, 0), 4 << 20)) {
            PeerAddress to = PeerAddress.of(new InetSocketAddress(host, right.localPort()));
            Random random = new Random(42);
            List<byte[]> sent = new ArrayList<>();
            List<byte[]> received = new ArrayList<>();
            int[] ports = new int[1];
            for (int i = 0; i < 300; i++) {
                // Runs of equal sizes, so that segmentation has something to do.
                byte[] bytes = new byte[i % 50 < 30 ? 1200 : 1 + random.nextInt(1400)];
                random.nextBytes(bytes);
                sent.add(bytes);
                left.send(to, bytes, 0, bytes.length);
                if (i % 50 == 49) { // no more than the smallest kernel buffer holds
                    left.flush();
                    receive(right, received, sent.size(), ports);
                }
            }
            assertThat(received).hasSameSizeAs(sent);
            for (int i = 0; i < sent.size(); i++) {
                assertThat(received.get(i)).isEqualTo(sent.get(i));
            }
            assertThat(ports[0]).isEqualTo(left.localPort());
            assertThat(left.sendFailures()).isZero();
        }
    }

    private static void receive(DatagramIo io, List<byte[]> received, int count, int[] ports) {
        for (int idle = 0; received.size() < count && idle < 20; idle++) {
            io.awaitReadable(PATIENCE_NS);
            io.receive(
                    (from, buffer, offset, length) -> {
                        received.add(Arrays.copyOfRange(buffer, offset, offset + length));
                        ports[0] = from.port();
                    },
                    1000);
        }
    }

    @ParameterizedTest
    @EnumSource(DatagramBackend.class)
    void aTakenPortIsRefused(DatagramBackend backend) throws IOException {
        assumeTrue(backend.isAvailable());
        try (DatagramIo first =
                backend.bind(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64 << 10)) {
            InetSocketAddress taken =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), first.localPort());
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> backend.bind(taken, 64 << 10).close())
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(DatagramBackend.class)
    void receivingNothingReturnsAtOnce(DatagramBackend backend) throws IOException {
        assumeTrue(backend.isAvailable());
        try (DatagramIo io =
                backend.bind(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64 << 10)) {
            assertThat(io.receive((_, _, _, _) -> {}, 10)).isZero();
            io.awaitReadable(1_000_000);
            assertThat(io.localPort()).isPositive();
        }
    }

    /// Remembers in which order datagrams were shown and delivered.
    private static final class Order implements DatagramIo.Receiver {
        private final List<Integer> shown = new ArrayList<>();
        private final List<Integer> delivered = new ArrayList<>();
        private int waiting;
        private int longestGroup;

        @Override
        public void onComing(byte[] buffer, int offset, int length) {
            shown.add((int) buffer[offset]);
            longestGroup = Math.max(longestGroup, ++waiting);
        }

        @Override
        public void onAllShown() {
            waiting = 0;
            assertThat(shown.size()).isGreaterThan(delivered.size());
        }

        @Override
        public void onDatagram(PeerAddress from, byte[] buffer, int offset, int length) {
            assertThat(length).isEqualTo(1 + buffer[offset] % 3);
            delivered.add((int) buffer[offset]);
            assertThat(shown).hasSizeGreaterThanOrEqualTo(delivered.size());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DatagramBackend.class,
            names = {"MMSG", "GSO"})
    void whatComesIsShownFirst(DatagramBackend backend) throws IOException {
        assumeTrue(backend.isAvailable());
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (DatagramIo left = backend.bind(any, 1 << 20);
                DatagramIo right = backend.bind(any, 1 << 20)) {
            PeerAddress to =
                    PeerAddress.of(new InetSocketAddress(any.getAddress(), right.localPort()));
            Order order = new Order();
            List<Integer> sent = new ArrayList<>();
            byte[] bytes = new byte[3];
            for (int i = 0; i < 100; i++) {
                bytes[0] = (byte) i;
                left.send(to, bytes, 0, 1 + i % 3);
                sent.add(i);
            }
            left.flush();
            for (int idle = 0; order.delivered.size() < sent.size() && idle < 20; idle++) {
                right.awaitReadable(PATIENCE_NS);
                right.receive(order, 1000);
            }
            assertThat(order.delivered).isEqualTo(sent);
            assertThat(order.shown).isEqualTo(sent);
            assertThat(order.longestGroup).isBetween(2, DatagramIo.ANNOUNCED);
        }
    }
}
