package io.kaosnet.core.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OsThreadTest {
    @BeforeEach
    void onLinux() {
        assumeTrue(OsThread.isKnown());
    }

    private static long computeFor(long cpuNs) {
        long startNs = OsThread.cpuTimeNs();
        long usedNs;
        do {
            usedNs = OsThread.cpuTimeNs() - startNs;
        } while (usedNs < cpuNs);
        return usedNs;
    }

    @Test
    void computingCountsAndWaitingDoesNot() {
        long startNs = OsThread.cpuTimeNs();
        computeFor(5_000_000);
        long computedNs = OsThread.cpuTimeNs() - startNs;
        assertThat(computedNs).isGreaterThanOrEqualTo(5_000_000);
        long untilNs = System.nanoTime() + 100_000_000;
        while (System.nanoTime() < untilNs) {
            LockSupport.parkNanos(untilNs - System.nanoTime());
        }
        assertThat(OsThread.cpuTimeNs() - startNs - computedNs).isBetween(0L, 50_000_000L);
    }

    @Test
    void aVirtualThreadHasItsCarriers() throws Exception {
        var number = new CompletableFuture<Long>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            computeFor(1_000_000);
                            number.complete(OsThread.id());
                        })
                .join(Duration.ofSeconds(10));
        long carrier = number.get(10, TimeUnit.SECONDS);
        assertThat(carrier).isPositive().isNotEqualTo(OsThread.id());
    }
}
