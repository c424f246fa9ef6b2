package io.kaosnet.rudp.io;

import java.io.IOException;
import java.net.InetSocketAddress;

/// Which back end carries the datagrams. Immutable.
public enum DatagramBackend {
    /// The fastest that this machine has.
    AUTO,
    /// Portable.
    NIO,
    /// Linux: many datagrams per system call.
    MMSG,
    /// Linux: as [#MMSG], and runs of equal datagrams to one peer as one (UDP GSO and GRO).
    GSO;

    /// Binds a socket on this back end.
    ///
    /// @param bind where to listen; port 0 takes a free one
    /// @param socketBufferBytes wished size of the kernel's send and receive buffers
    /// @throws IOException when the address is taken or the back end does not exist here
    public DatagramIo bind(InetSocketAddress bind, int socketBufferBytes) throws IOException {
        return switch (this) {
            case AUTO -> bindBest(bind, socketBufferBytes);
            case NIO -> NioDatagramIo.bind(bind, socketBufferBytes);
            case MMSG -> LinuxDatagramIo.bind(bind, socketBufferBytes, false);
            case GSO -> LinuxDatagramIo.bind(bind, socketBufferBytes, true);
        };
    }

    private static DatagramIo bindBest(InetSocketAddress bind, int socketBufferBytes)
            throws IOException {
        return switch (LinuxDatagramIo.probe()) {
            case GSO -> LinuxDatagramIo.bind(bind, socketBufferBytes, true);
            case MMSG -> LinuxDatagramIo.bind(bind, socketBufferBytes, false);
            case AUTO, NIO -> NioDatagramIo.bind(bind, socketBufferBytes);
        };
    }

    /// True when the back end works on this machine.
    public boolean isAvailable() {
        DatagramBackend best = LinuxDatagramIo.probe();
        return switch (this) {
            case AUTO, NIO -> true;
            case MMSG -> best == MMSG || best == GSO;
            case GSO -> best == GSO;
        };
    }
}
