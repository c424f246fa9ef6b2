package io.kaosnet.core.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a lane carries, and what it must not.
@Timeout(20)
class LaneThreadTest {
    private static final boolean IS_LINUX =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");

    private final ExecutorService lane = Executors.newSingleThreadExecutor();
    private final AtomicInteger resumed = new AtomicInteger();

    @BeforeEach
    void theBuildOpensTheJdk() {
        assertThat(LaneThread.isAvailable()).isTrue();
    }

    @AfterEach
    void end() {
        lane.shutdownNow();
    }

    /// Parks until it is released.
    private static final class Waiter implements Runnable {
        final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final CompletableFuture<Thread> thread = new CompletableFuture<>();
        private final AtomicBoolean isReleased = new AtomicBoolean();

        @Override
        public void run() {
            thread.complete(Thread.currentThread());
            while (!isReleased.get()) {
                LaneThread.park(this);
            }
            ended.complete(null);
        }

        void release() {
            isReleased.set(true);
            LockSupport.unpark(thread.join());
        }
    }

    private void execute(Runnable continuation) {
        resumed.incrementAndGet();
        lane.execute(continuation);
    }

    /// Starts a task on the lane; done when `start` has returned there.
    private CompletableFuture<Void> start(Runnable task) {
        return CompletableFuture.runAsync(
                () -> LaneThread.start("test", this::execute, task), lane);
    }

    @Test
    void aTaskThatDoesNotWaitEndsBeforeStartReturns() {
        var seen = new CompletableFuture<Thread>();
        CompletableFuture<Boolean> wasDone =
                CompletableFuture.supplyAsync(
                        () -> {
                            LaneThread.start(
                                    "test",
                                    this::execute,
                                    () -> seen.complete(Thread.currentThread()));
                            return seen.isDone();
                        },
                        lane);

        assertThat(wasDone.join()).isTrue();
        assertThat(seen.join().isVirtual()).isTrue();
        assertThat(seen.join().getName()).isEqualTo("test");
        assertThat(resumed).hasValue(0);
    }

    @Test
    void theLaneGoesOnWhileATaskParksAndTakesItUpAgain() throws Exception {
        var waiter = new Waiter();
        start(waiter).join();

        assertThat(CompletableFuture.supplyAsync(() -> 7, lane).get(5, TimeUnit.SECONDS))
                .isEqualTo(7);
        assertThat(waiter.ended).isNotDone();
        waiter.release();
        waiter.ended.get(5, TimeUnit.SECONDS);
        assertThat(resumed).hasValue(1);
    }

    /// The deadlock of a lane that waits in a lock's queue behind a thread that waits for the lane.
    @Test
    void aLaneThatTakesTheSameLockIsNotHeldUp() throws Exception {
        var lock = new ReentrantLock();
        var ended = new CompletableFuture<Void>();
        CompletableFuture<Void> own;
        lock.lock();
        try {
            start(
                            () -> {
                                takeAndRelease(lock);
                                ended.complete(null);
                            })
                    .join();
            own = CompletableFuture.runAsync(() -> takeAndRelease(lock), lane);
            while (lock.getQueueLength() < 2) {
                Thread.onSpinWait();
            }
        } finally {
            lock.unlock();
        }

        own.get(5, TimeUnit.SECONDS);
        ended.get(5, TimeUnit.SECONDS);
        assertThat(resumed).hasValue(0);
    }

    @Test
    void whoeverLeavesTheLaneDoesNotNeedItAnyMore() throws Exception {
        var held = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var onward = new CompletableFuture<Void>();
        var ended = new CompletableFuture<Void>();
        start(
                        () -> {
                            LaneThread.leaveLane();
                            onward.complete(null);
                            awaitQuietly(gate);
                            ended.complete(null);
                        })
                .thenRun(() -> lane.execute(() -> awaitQuietly(held)));

        onward.get(5, TimeUnit.SECONDS);
        gate.countDown();
        ended.get(5, TimeUnit.SECONDS);
        assertThat(resumed).hasValue(0);
        held.countDown();
    }

    @Test
    void whoeverComputesForLongGoesOnInTheBackground() throws Exception {
        int own = weight();
        var weights = new CompletableFuture<List<Integer>>();
        start(
                        () -> {
                            LaneThread.toBackground();
                            int behind = weight();
                            LaneThread.toForeground();
                            LockSupport.parkNanos(1);
                            weights.complete(List.of(behind, weight()));
                        })
                .join();

        List<Integer> expected = IS_LINUX ? List.of(10, own) : List.of(0, 0);
        assertThat(weights.get(5, TimeUnit.SECONDS)).isEqualTo(expected);
        assertThat(resumed).hasValue(0);
    }

    @Test
    void threadsBegunOnNoLaneMayGoToTheBackgroundToo() throws Exception {
        for (int i = 0; i < 300; i++) {
            var weight = new CompletableFuture<Integer>();
            LaneThread.start(
                    "free",
                    () -> {
                        LaneThread.toBackground();
                        weight.complete(weight());
                    });
            assertThat(weight.get(5, TimeUnit.SECONDS)).isEqualTo(IS_LINUX ? 10 : 0);
        }
    }

    /// How far the kernel has the carrier of the calling thread give way (proc(5), `stat`, field
    /// 19).
    private static int weight() {
        if (!IS_LINUX) {
            return 0;
        }
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aThreadStartedByACarriedOneRunsElsewhere() throws Exception {
        var held = new CountDownLatch(1);
        var child = new CompletableFuture<Void>();
        start(() -> Thread.startVirtualThread(() -> child.complete(null)))
                .thenRun(() -> lane.execute(() -> awaitQuietly(held)));

        child.get(5, TimeUnit.SECONDS);
        held.countDown();
    }

    @Test
    void aTaskWhoseLaneHasEndedStillEnds() throws Exception {
        var waiter = new Waiter();
        start(waiter).join();
        lane.shutdown();
        assertThat(lane.awaitTermination(5, TimeUnit.SECONDS)).isTrue();

        waiter.release();
        waiter.ended.get(5, TimeUnit.SECONDS);
    }

    @Test
    void leavingIsNothingOnOtherThreads() throws Exception {
        LaneThread.leaveLane();
        var ended = new CompletableFuture<Void>();
        Thread.startVirtualThread(
                () -> {
                    LaneThread.leaveLane();
                    ended.complete(null);
                });
        ended.get(5, TimeUnit.SECONDS);
    }

    @Test
    void manyThatWaitForEachOtherAllEnd() throws Exception {
        int count = 1000;
        var ends = new CountDownLatch(count);
        Thread[] threads = new Thread[count];
        var started = new AtomicInteger();
        CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < count; i++) {
                                int mine = i;
                                LaneThread.start(
                                        "ring",
                                        this::execute,
                                        () -> {
                                            threads[mine] = Thread.currentThread();
                                            started.incrementAndGet();
                                            LaneThread.park(this);
                                            if (mine % 3 == 0) {
                                                LaneThread.leaveLane();
                                            }
                                            ends.countDown();
                                        });
                            }
                        },
                        lane)
                .get(10, TimeUnit.SECONDS);
        assertThat(started).hasValue(count);

        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        assertThat(ends.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static void takeAndRelease(ReentrantLock lock) {
        lock.lock();
        try {
            assertThat(lock.isHeldByCurrentThread()).isTrue();
        } finally {
            lock.unlock();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
