package io.kaosnet.lua.vm;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// What the calling thread has used of a processor. Safe from any thread.
public interface CpuClock {
    /// Of the JDK: virtual threads have no CPU time here.
    CpuClock JDK =
            new CpuClock() {
                private static final ThreadMXBean BEAN = ManagementFactory.getThreadMXBean();

                @Override
                public long timeNs() {
                    return Thread.currentThread().isVirtual()
                            ? UNKNOWN
                            : BEAN.getCurrentThreadCpuTime();
                }

                @Override
                public long threadId() {
                    return Thread.currentThread().threadId();
                }
            };

    long UNKNOWN = -1;

    /// Nanoseconds since the thread began, or [#UNKNOWN].
    long timeNs();

    /// Whose time it is: a virtual thread may be carried by several, one after the other.
    long threadId();
}
