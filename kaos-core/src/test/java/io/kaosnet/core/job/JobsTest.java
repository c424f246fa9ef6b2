package io.kaosnet.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.clock.HandClock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

final class JobsTest {
    private final HandClock clock = new HandClock();
    private final List<String> ran = new ArrayList<>();

    private Jobs jobs(Database database) {
        Jobs jobs = new Jobs(database, 8, Runnable::run, clock);
        jobs.on(
                "daily",
                (key, dueSec, nowSec) -> {
                    ran.add(key + "@" + (dueSec - 1_700_000_000L));
                    return nowSec + 100;
                });
        jobs.on(
                "once",
                (key, dueSec, _) -> {
                    ran.add(key + "@" + (dueSec - 1_700_000_000L));
                    return 0;
                });
        return jobs;
    }

    @OnEveryDatabase
    void jobsRunWhenTheyAreDueAndOnce(Database database) {
        Jobs jobs = jobs(database);
        jobs.schedule("once", "a", clock.nowSec() + 10);
        jobs.schedule("daily", "b", clock.nowSec() + 20);
        assertThat(jobs.runDue()).isZero();
        clock.passSec(10);
        assertThat(jobs.runDue()).isEqualTo(1);
        assertThat(jobs.runDue()).isZero();
        clock.passSec(10);
        jobs.runDue();
        jobs.runDue();
        assertThat(ran).containsExactly("a@10", "b@20");
        clock.passSec(100);
        jobs.runDue();
        assertThat(ran).containsExactly("a@10", "b@20", "b@120");
        assertThat(jobs.doneCount()).isEqualTo(3);
    }

    @OnEveryDatabase
    void aServerThatWasAwayCatchesUp(Database database) {
        jobs(database).schedule("once", "a", clock.nowSec() + 10);
        jobs(database).schedule("once", "b", clock.nowSec() + 5);
        clock.passSec(86_400);
        Jobs restarted = jobs(database);
        restarted.runDue();
        assertThat(ran).containsExactly("b@5", "a@10");
    }

    /// Not a few of them twice a second.
    @OnEveryDatabase
    void manyJobsThatAreDueAtOnceFollowEachOther(Database database) throws InterruptedException {
        var left = new CountDownLatch(300);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                Jobs jobs = new Jobs(database, 2, executor, clock)) {
            jobs.on(
                    "once",
                    (_, _, _) -> {
                        left.countDown();
                        return 0;
                    });
            for (int i = 0; i < 300; i++) {
                jobs.schedule("once", "a" + i, clock.nowSec());
            }
            jobs.start();
            assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @OnEveryDatabase
    void aJobThatFailsOrWhoseServerDiesRunsAgainAfterItsLease(Database database) {
        Jobs jobs = new Jobs(database, 8, Runnable::run, clock);
        jobs.on(
                "once",
                (_, _, _) -> {
                    throw new IllegalStateException("on purpose");
                });
        jobs.schedule("once", "a", clock.nowSec());
        jobs.runDue();
        assertThat(jobs.failedCount()).isEqualTo(1);
        Jobs other = jobs(database);
        assertThat(other.runDue()).isZero();
        clock.passSec(60);
        other.runDue();
        assertThat(ran).containsExactly("a@0");
    }

    @OnEveryDatabase
    void aLongJobKeepsItsLease(Database database) {
        List<Runnable> waiting = new ArrayList<>();
        Jobs slow = new Jobs(database, 8, waiting::add, clock);
        slow.on("once", (_, _, _) -> 0);
        slow.schedule("once", "a", clock.nowSec());
        slow.runDue();
        Jobs other = jobs(database);
        for (int i = 0; i < 10; i++) {
            clock.passSec(20);
            slow.runDue();
            assertThat(other.runDue()).isZero();
        }
        assertThat(waiting).hasSize(1);
        waiting.getFirst().run();
        clock.passSec(1000);
        assertThat(other.runDue()).isZero();
    }

    @OnEveryDatabase
    void movedAndTakenBack(Database database) {
        Jobs jobs = jobs(database);
        jobs.schedule("once", "a", clock.nowSec() + 10);
        jobs.schedule("once", "a", clock.nowSec() + 50);
        jobs.schedule("once", "b", clock.nowSec() + 10);
        jobs.cancel("once", "b");
        clock.passSec(10);
        assertThat(jobs.runDue()).isZero();
        clock.passSec(40);
        assertThat(jobs.runDue()).isEqualTo(1);
        assertThatThrownBy(() -> jobs.schedule("unknown", "a", 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @OnEveryDatabase
    void noMoreThanTheCapacityRunAtOnce(Database database) {
        List<Runnable> waiting = new ArrayList<>();
        Jobs jobs = new Jobs(database, 3, waiting::add, clock);
        jobs.on("once", (_, _, _) -> 0);
        for (int i = 0; i < 5; i++) {
            jobs.schedule("once", "k" + i, clock.nowSec());
        }
        assertThat(jobs.runDue()).isEqualTo(3);
        assertThat(jobs.runDue()).isZero();
        waiting.removeFirst().run();
        assertThat(jobs.runDue()).isEqualTo(1);
    }
}
