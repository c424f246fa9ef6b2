package io.kaosnet.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.crash.KilledProcess;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.db.TestDatabases;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What was acknowledged stays, whatever dies.
final class CrashTest {
    private static final long LIMIT_NS = Duration.ofSeconds(60).toNanos();

    /// How often the slow forms kill: `-Dcrash.kills=5` makes them shorter.
    private static final int KILL_COUNT = Integer.getInteger("crash.kills", 20);

    private final Path directory = TestDatabases.temporaryDirectory();

    @Test
    void killedServerLosesNoAcknowledgedAccountOnSqlite() throws IOException {
        killUnderLoad("", 2, 300);
    }

    @Test
    void killedServerLosesNoAcknowledgedAccountOnPostgres() throws IOException {
        killUnderLoad(TestDatabases.newPostgresAddress(), 2, 300);
    }

    @Test
    @Tag("slow")
    void serverKilledManyTimesLosesNoAcknowledgedAccountOnSqlite() throws IOException {
        killUnderLoad("", KILL_COUNT, 5_000);
    }

    @Test
    @Tag("slow")
    void serverKilledManyTimesLosesNoAcknowledgedAccountOnPostgres() throws IOException {
        killUnderLoad(TestDatabases.newPostgresAddress(), KILL_COUNT, 5_000);
    }

    private void killUnderLoad(String address, int roundCount, int accountCount)
            throws IOException {
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < roundCount; round++) {
            int before = acknowledged.size();
            KilledProcess.run(
                    AccountLoad.class,
                    List.of(address, directory.toString(), "round" + round),
                    line -> {
                        // The line that the kill cuts short is the last one: the pipe ends there.
                        if (line.startsWith("device-")) {
                            acknowledged.add(line);
                        }
                        return acknowledged.size() - before == accountCount;
                    });
            assertThat(acknowledged.size() - before).isGreaterThanOrEqualTo(accountCount);
            // The kill may have cut the last line short, which names a device that never was.
            acknowledged.removeLast();
        }
        try (Database database =
                Database.open(DatabaseConfig.of(address, directory), DatabaseObserver.NONE)) {
            assertThat(missing(database, acknowledged)).isEmpty();
            assertThat(halfCreated(database)).isZero();
        }
    }

    /// The server process is killed, too, with everything that it had not written to disk.
    @Test
    void postgresThatDiesUnderLoadIsWaitedForAndLosesNothing() throws IOException {
        restartUnderLoad(1);
    }

    @Test
    @Tag("slow")
    void postgresThatDiesAgainAndAgainIsWaitedForAndLosesNothing() throws IOException {
        restartUnderLoad(10);
    }

    private void restartUnderLoad(int roundCount) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        EmbeddedPostgres server = start(port);
        String address = "postgresql://postgres:postgres@localhost:" + port + "/crash";
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger refused = new AtomicInteger();
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicLong next = new AtomicLong();
        try (Database database =
                Database.open(DatabaseConfig.of(address, directory), DatabaseObserver.NONE)) {
            AuthWorld world = new AuthWorld(database);
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                callers.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            while (!isOver.get()) {
                                                String device =
                                                        "device-load-" + next.getAndIncrement();
                                                try {
                                                    world.device(device);
                                                    acknowledged.add(device);
                                                } catch (ApiException e) {
                                                    refused.incrementAndGet();
                                                    if (e.code() != Code.UNAVAILABLE) {
                                                        wrong.add(e);
                                                    }
                                                    // A caller that was refused tries again later.
                                                    LockSupport.parkNanos(1_000_000);
                                                } catch (RuntimeException e) {
                                                    wrong.add(e);
                                                }
                                            }
                                        }));
            }
            for (int round = 0; round < roundCount; round++) {
                int before = acknowledged.size();
                await(() -> acknowledged.size() > before + 200);
                kill(server);
                int refusedBefore = refused.get();
                await(() -> refused.get() > refusedBefore + 100);
                assertThat(database.isReachable()).isFalse();
                server = start(port);
                int after = acknowledged.size();
                await(() -> acknowledged.size() > after + 200);
            }
            isOver.set(true);
            for (Thread caller : callers) {
                join(caller);
            }
            assertThat(wrong).isEmpty();
            assertThat(missing(database, List.copyOf(acknowledged))).isEmpty();
            assertThat(halfCreated(database)).isZero();
        } finally {
            isOver.set(true);
            server.close();
        }
    }

    private EmbeddedPostgres start(int port) throws IOException {
        Path data = directory.resolve("postgres");
        long endNs = System.nanoTime() + LIMIT_NS;
        while (true) {
            try {
                return EmbeddedPostgres.builder()
                        .setPort(port)
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
            } catch (IOException | RuntimeException e) {
                // Processes of the killed one may still hold its memory.
                if (System.nanoTime() - endNs > 0) {
                    throw e;
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    private void kill(EmbeddedPostgres server) throws IOException {
        String pid =
                Files.readAllLines(directory.resolve("postgres").resolve("postmaster.pid"))
                        .getFirst();
        ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        process.destroyForcibly();
        await(() -> !process.isAlive());
        server.close();
    }

    private static void await(BooleanSupplier condition) {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - endNs).as("ran out of time").isNegative();
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static void join(Thread thread) {
        await(() -> !thread.isAlive());
    }

    private static List<String> missing(Database database, List<String> devices) {
        List<String> missing = new ArrayList<>(devices);
        missing.removeAll(
                new java.util.HashSet<>(
                        database.<List<String>>read(
                                tx ->
                                        tx.sql(
                                                        "SELECT d.id FROM user_device d JOIN users"
                                                                + " u ON u.id = d.user_id")
                                                .list(row -> row.text(1)))));
        return missing;
    }

    /// Users without a device: the transaction that made them would not have been whole.
    private static long halfCreated(Database database) {
        Long count =
                database.read(
                        tx ->
                                tx.sql(
                                                "SELECT count(*) FROM users u WHERE username <> ''"
                                                        + " AND NOT EXISTS (SELECT 1 FROM"
                                                        + " user_device d WHERE d.user_id = u.id)")
                                        .one(row -> row.integer(1)));
        return count == null ? -1 : count;
    }
}
