package io.kaosnet.rudp.io;

import java.io.IOException;

/// A bound UDP socket, as an agent sees it. Owned by one agent.
///
/// Nothing here blocks except [#awaitReadable], and nothing throws for what the network does: a
/// datagram that cannot be sent is lost, as datagrams are, and counted.
public interface DatagramIo extends AutoCloseable {
    /// The largest datagram that any back end accepts or delivers, in bytes.
    int MAX_DATAGRAM_BYTES = 2048;

    /// Takes one received datagram.
    @FunctionalInterface
    interface Receiver {
        /// The address and the bytes belong to the back end and change after the call returns.
        void onDatagram(PeerAddress from, byte[] buffer, int offset, int length);

        /// Shows a datagram that is delivered soon, after up to [#ANNOUNCED] others: who keeps
        /// state for thousands of peers can fetch that of many from memory at the same time. Not
        /// every back end does.
        default void onComing(byte[] buffer, int offset, int length) {}

        /// All datagrams of this group were shown; the first is delivered next.
        default void onAllShown() {}
    }

    /// How many datagrams are shown before the first of them is delivered.
    int ANNOUNCED = 16;

    /// Delivers up to about `limit` waiting datagrams and returns how many there were.
    int receive(Receiver receiver, int limit);

    /// Takes a copy of the datagram; it leaves at the latest with the next [#flush].
    void send(PeerAddress to, byte[] buffer, int offset, int length);

    /// Hands everything taken since the last flush to the kernel.
    void flush();

    /// Waits until a datagram can be received or the time is over.
    void awaitReadable(long timeoutNs);

    /// The local UDP port.
    int localPort();

    /// Datagrams that the kernel refused (full socket buffer, unreachable network).
    long sendFailures();

    /// What this back end is, for logs and benchmark output: `nio`, `mmsg`, `gso`.
    String name();

    @Override
    void close() throws IOException;
}
