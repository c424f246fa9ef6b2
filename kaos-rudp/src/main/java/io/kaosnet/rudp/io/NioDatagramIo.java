package io.kaosnet.rudp.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/// The portable back end: one system call per datagram. Owned by one agent.
public final class NioDatagramIo implements DatagramIo {
    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer inbound = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private final ByteBuffer outbound = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private final byte[] scratch = new byte[MAX_DATAGRAM_BYTES];
    private final PeerAddress from = new PeerAddress();
    private long sendFailures;

    private NioDatagramIo(DatagramChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /// Binds a socket.
    ///
    /// @param bind where to listen; port 0 takes a free one
    /// @param socketBufferBytes wished size of the kernel's send and receive buffers
    public static NioDatagramIo bind(InetSocketAddress bind, int socketBufferBytes)
            throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, socketBufferBytes);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, socketBufferBytes);
            if (channel.supportedOptions().contains(ExtendedSocketOptions.IP_DONTFRAGMENT)) {
                channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
            }
            channel.configureBlocking(false);
            channel.bind(bind);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new NioDatagramIo(channel, selector);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int receive(Receiver receiver, int limit) {
        int count = 0;
        while (count < limit) {
            inbound.clear();
            SocketAddress source;
            try {
                source = channel.receive(inbound);
            } catch (IOException _) {
                // An ICMP error of an earlier send; the next datagram may be fine.
                count++;
                continue;
            }
            if (source == null) {
                return count;
            }
            count++;
            int length = inbound.position();
            inbound.get(0, scratch, 0, length);
            from.set((InetSocketAddress) source);
            receiver.onDatagram(from, scratch, 0, length);
        }
        return count;
    }

    @Override
    public void send(PeerAddress to, byte[] buffer, int offset, int length) {
        outbound.clear();
        outbound.put(buffer, offset, length);
        outbound.flip();
        try {
            if (channel.send(outbound, to.socketAddress()) == 0) {
                sendFailures++;
            }
        } catch (IOException _) {
            // Unreachable or refused: the packet is lost, and the repair of losses deals with it.
            sendFailures++;
        }
    }

    @Override
    public void flush() {
        // Every send has already reached the kernel.
    }

    @Override
    public void awaitReadable(long timeoutNs) {
        try {
            long timeoutMs = TimeUnit.NANOSECONDS.toMillis(timeoutNs);
            if (timeoutMs > 0) {
                selector.select(timeoutMs);
            } else {
                selector.selectNow();
            }
            selector.selectedKeys().clear();
        } catch (IOException e) {
            throw new IllegalStateException("select failed on port " + localPort(), e);
        }
    }

    @Override
    public int localPort() {
        return channel.socket().getLocalPort();
    }

    @Override
    public long sendFailures() {
        return sendFailures;
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
