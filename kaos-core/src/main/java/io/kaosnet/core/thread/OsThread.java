package io.kaosnet.core.thread;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operating system's thread that runs the caller: its own, or what carries it. Linux alone.
/// Safe from any thread.
public final class OsThread {
    private static final Logger LOG = LoggerFactory.getLogger(OsThread.class);
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final int PRIO_PROCESS = 0;
    private static final long NS_PER_SEC = 1_000_000_000;

    private static final @Nullable LibC LIB_C = libC();

    private record LibC(MethodHandle setPriority, MethodHandle clockGetTime, MethodHandle getTid) {}

    private OsThread() {}

    /// Whether anything is known here of threads.
    public static boolean isKnown() {
        return LIB_C != null;
    }

    /// CPU time used since it began, nanoseconds; -1 where it is not known.
    public static long cpuTimeNs() {
        if (LIB_C == null) {
            return -1;
        }
        try {
            var time = new long[2];
            int error =
                    (int)
                            LIB_C.clockGetTime.invokeExact(
                                    CLOCK_THREAD_CPUTIME_ID, MemorySegment.ofArray(time));
            return error == 0 ? time[0] * NS_PER_SEC + time[1] : -1;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Its number; -1 where it is not known.
    public static long id() {
        if (LIB_C == null) {
            return -1;
        }
        try {
            return (int) LIB_C.getTid.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Lowers its weight. Threads have weights of their own on Linux alone; elsewhere it would be
    /// the process's. The JDK's own priorities do nothing without privileges.
    static void giveWay(int nice) {
        if (LIB_C == null) {
            return;
        }
        try {
            // PRIO_PROCESS of 0: the calling thread (setpriority(2), notes).
            int error = (int) LIB_C.setPriority.invokeExact(PRIO_PROCESS, 0, nice);
            if (error != 0) {
                LOG.debug("setpriority refused");
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted")
    private static @Nullable LibC libC() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return null;
        }
        try {
            Linker linker = Linker.nativeLinker();
            return new LibC(
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("setpriority"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)),
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("clock_gettime"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS),
                            Linker.Option.critical(true)),
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("gettid"),
                            FunctionDescriptor.of(JAVA_INT),
                            Linker.Option.critical(false)));
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("no access to libc", e);
            return null;
        }
    }
}
