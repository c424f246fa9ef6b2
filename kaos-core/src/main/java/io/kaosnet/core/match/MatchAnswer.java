package io.kaosnet.core.match;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An answer that a lane gives once and a request waits for. Safe from any thread.
final class MatchAnswer<T> {
    private final CountDownLatch given = new CountDownLatch(1);
    private @Nullable T value;

    /// @param answer null when there is none to give
    void complete(@Nullable T answer) {
        value = answer;
        given.countDown();
    }

    boolean isGiven() {
        return given.getCount() == 0;
    }

    /// @return null when none came in time, or none was given
    @Nullable T await(long timeoutMs) {
        try {
            return given.await(timeoutMs, TimeUnit.MILLISECONDS) ? value : null;
        } catch (InterruptedException _) {
            // The request is being given up; the caller is told the same as after a timeout.
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
