package io.kaosnet.rudp.io;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// An IP address and a port as three numbers, IPv4 in its IPv6-mapped form. Owned by whoever
/// created it: back ends reuse one instance for every datagram, so keep a [#copy].
public final class PeerAddress {
    private static final long MAPPED_PREFIX = 0x0000_FFFF_0000_0000L;

    private long high;
    private long low;
    private int port;
    private @Nullable InetSocketAddress socketAddress;

    /// The unspecified address, port 0.
    public PeerAddress() {}

    private PeerAddress(long high, long low, int port, @Nullable InetSocketAddress socketAddress) {
        this.high = high;
        this.low = low;
        this.port = port;
        this.socketAddress = socketAddress;
    }

    /// The address of a resolved socket address.
    public static PeerAddress of(InetSocketAddress address) {
        PeerAddress result = new PeerAddress();
        result.set(address);
        return result;
    }

    /// Takes over a resolved socket address.
    public void set(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        if (bytes.length == 4) {
            int ip = 0;
            for (byte b : bytes) {
                ip = (ip << 8) | (b & 0xFF);
            }
            setIpv4(ip, address.getPort());
        } else {
            setIpv6(bigEndianLong(bytes, 0), bigEndianLong(bytes, 8), address.getPort());
        }
        socketAddress = address;
    }

    /// Sets an IPv4 address; `ip` is in host order, `127.0.0.1` is `0x7F000001`.
    public void setIpv4(int ip, int port) {
        setIpv6(0, MAPPED_PREFIX | (ip & 0xFFFF_FFFFL), port);
    }

    /// Sets an IPv6 address from its two halves in network order.
    public void setIpv6(long high, long low, int port) {
        if (this.high != high || this.low != low || this.port != port) {
            this.high = high;
            this.low = low;
            this.port = port;
            socketAddress = null;
        }
    }

    /// An instance that nobody else changes.
    public PeerAddress copy() {
        return new PeerAddress(high, low, port, socketAddress);
    }

    /// True when address and port are the same.
    public boolean matches(PeerAddress other) {
        return high == other.high && low == other.low && port == other.port;
    }

    /// True when the IP address is the same, whatever the port.
    public boolean hasSameIp(PeerAddress other) {
        return high == other.high && low == other.low;
    }

    /// True for an IPv4 address (in its mapped form).
    public boolean isIpv4() {
        return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED_PREFIX;
    }

    /// The IPv4 address in host order; only for [#isIpv4].
    public int ipv4() {
        return (int) low;
    }

    /// The first eight bytes of the IPv6 form.
    public long high() {
        return high;
    }

    /// The last eight bytes of the IPv6 form.
    public long low() {
        return low;
    }

    /// The UDP port.
    public int port() {
        return port;
    }

    /// What one customer of a network holds, as one number: an IPv4 address or an IPv6 /64.
    public long network() {
        return isIpv4() ? low : high;
    }

    /// The same address for the JDK's sockets; made once and kept.
    public InetSocketAddress socketAddress() {
        InetSocketAddress address = socketAddress;
        if (address == null) {
            address = new InetSocketAddress(inetAddress(), port);
            socketAddress = address;
        }
        return address;
    }

    private InetAddress inetAddress() {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high >>> (56 - 8 * i));
            bytes[8 + i] = (byte) (low >>> (56 - 8 * i));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are always an address", e);
        }
    }

    private static long bigEndianLong(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (bytes[offset + i] & 0xFF);
        }
        return value;
    }

    @Override
    public String toString() {
        return socketAddress().toString();
    }
}
