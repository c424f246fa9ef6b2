package io.kaosnet.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/// A UDP path between one client and a server that can be cut, as a firewall does. Safe from any
/// thread.
final class CuttableRelay implements AutoCloseable {
    private final DatagramSocket front = open();
    private final DatagramSocket back = open();
    private volatile @Nullable SocketAddress server;
    private volatile @Nullable SocketAddress client;
    private volatile boolean isCut;

    CuttableRelay() {
        Thread.ofVirtual().start(() -> pump(front, true));
        Thread.ofVirtual().start(() -> pump(back, false));
    }

    private static DatagramSocket open() {
        try {
            return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    String endpoint() {
        return "127.0.0.1:" + front.getLocalPort();
    }

    void connectTo(int port) {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    void setCut(boolean cut) {
        isCut = cut;
    }

    private void pump(DatagramSocket from, boolean isUp) {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        try {
            while (true) {
                packet.setLength(2048);
                from.receive(packet);
                if (isUp) {
                    client = packet.getSocketAddress();
                }
                SocketAddress to = isUp ? server : client;
                if (!isCut && to != null) {
                    packet.setSocketAddress(to);
                    (isUp ? back : front).send(packet);
                }
            }
        } catch (IOException _) {
            // Closed: the test is over.
        }
    }

    @Override
    public void close() {
        front.close();
        back.close();
    }
}
