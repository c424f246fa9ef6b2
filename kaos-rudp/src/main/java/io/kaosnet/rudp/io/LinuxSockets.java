package io.kaosnet.rudp.io;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The system calls of the Linux back end, through `java.lang.foreign`. Numbers are those of the
/// kernel's headers for 64-bit Linux, the same on x86 and ARM. Segments are passed as addresses:
/// the caller keeps their arena open. Safe from any thread.
final class LinuxSockets {
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_DONTWAIT = 0x40;
    static final int EAGAIN = 11;
    static final int EINTR = 4;
    private static final int EADDRINUSE = 98;
    static final short POLLIN = 1;

    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;
    static final int IPPROTO_IP = 0;
    static final int IP_MTU_DISCOVER = 10;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_MTU_DISCOVER = 23;
    static final int IPV6_V6ONLY = 26;
    static final int PMTUDISC_PROBE = 3; // sets "don't fragment"
    static final int IPPROTO_UDP = 17;
    static final int UDP_SEGMENT = 103;
    static final int UDP_GRO = 104;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /// Six registers in, one out: the shape of every call here. The calling conventions of 64-bit
    /// Linux pass integers and addresses alike, and a function does not look at registers that it
    /// has no parameter for. Eight shapes would be eight pieces of generated code, which took a
    /// quarter of the server's start.
    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle CALL = LINKER.downcallHandle(SHAPE, ERRNO);
    private static final MethodHandle SOCKET = function("socket");
    private static final MethodHandle BIND = function("bind");
    private static final MethodHandle CLOSE = function("close");
    private static final MethodHandle GETSOCKNAME = function("getsockname");
    private static final MethodHandle SETSOCKOPT = function("setsockopt");
    private static final MethodHandle SENDMMSG = function("sendmmsg");
    private static final MethodHandle RECVMMSG = function("recvmmsg");
    private static final MethodHandle PPOLL = function("ppoll");

    private LinuxSockets() {}

    private static MethodHandle function(String name) {
        return CALL.bindTo(LIBC.findOrThrow(name));
    }

    /// An `int` comes back in the lower half of the register; the upper half is left as it was.
    private static int call(
            MethodHandle function,
            MemorySegment state,
            long first,
            long second,
            long third,
            long fourth,
            long fifth) {
        try {
            return (int)
                    (long) function.invokeExact(state, first, second, third, fourth, fifth, 0L);
        } catch (Throwable t) {
            throw new IllegalStateException("a system call could not be made", t);
        }
    }

    static MemorySegment newState(Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO_VALUE.get(state, 0L);
    }

    static int socket(MemorySegment state) throws IOException {
        int fd = call(SOCKET, state, AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0, 0, 0);
        if (fd < 0) {
            throw new IOException("socket: errno " + errno(state));
        }
        return fd;
    }

    static void bind(MemorySegment state, int fd, MemorySegment address, int length)
            throws IOException {
        if (call(BIND, state, fd, address.address(), length, 0, 0) != 0) {
            int errno = errno(state);
            throw new IOException(
                    errno == EADDRINUSE ? "Address already in use" : "bind: errno " + errno);
        }
    }

    static void getsockname(
            MemorySegment state, int fd, MemorySegment address, MemorySegment length)
            throws IOException {
        if (call(GETSOCKNAME, state, fd, address.address(), length.address(), 0, 0) != 0) {
            throw new IOException("getsockname: errno " + errno(state));
        }
    }

    /// False when the kernel does not know or allow the option.
    static boolean setOption(
            MemorySegment state, int fd, int level, int option, MemorySegment value) {
        return call(SETSOCKOPT, state, fd, level, option, value.address(), 4) == 0;
    }

    static int sendmmsg(MemorySegment state, int fd, MemorySegment headers, int count) {
        return call(SENDMMSG, state, fd, headers.address(), count, MSG_DONTWAIT, 0);
    }

    static int recvmmsg(MemorySegment state, int fd, MemorySegment headers, int count) {
        return call(RECVMMSG, state, fd, headers.address(), count, MSG_DONTWAIT, 0);
    }

    static int ppoll(MemorySegment state, MemorySegment descriptors, MemorySegment timeout) {
        return call(PPOLL, state, descriptors.address(), 1, timeout.address(), 0, 0);
    }

    static void close(MemorySegment state, int fd) {
        int result = call(CLOSE, state, fd, 0, 0, 0, 0);
        assert result == 0 : errno(state);
    }
}
