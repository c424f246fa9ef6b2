package io.kaosnet.server;

import com.sun.management.OperatingSystemMXBean;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.job.Jobs;
import io.kaosnet.core.leaderboard.Board;
import io.kaosnet.core.leaderboard.Leaderboards;
import io.kaosnet.core.leaderboard.Operator;
import io.kaosnet.core.leaderboard.SortOrder;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageWrite;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// How many durable writes a database takes: objects and scores of many callers, each of which
/// waits for its own. Leaves its objects and its leaderboard there. Owned by the command that runs
/// it.
final class WriteMeasure {
    private static final int RECORDS = 10_000;
    private static final String FILLING = "x".repeat(200);

    private final Storage storage;
    private final Leaderboards leaderboards;
    private final Board board;
    private final int callers;
    private final long warmUpNs;
    private final long durationNs;

    WriteMeasure(Database database, int callers, int warmUpSeconds, int seconds) {
        Clock clock = Clock.SYSTEM;
        this.storage = new Storage(database, clock);
        this.leaderboards =
                new Leaderboards(
                        database,
                        new Jobs(database, 1, Runnable::run, clock),
                        List.of(),
                        DatabaseObserver.NONE,
                        clock);
        this.board =
                leaderboards.create(
                        "measure_writes",
                        true,
                        SortOrder.DESCENDING,
                        Operator.INCREMENT,
                        "",
                        "",
                        true);
        this.callers = callers;
        this.warmUpNs = warmUpSeconds * 1_000_000_000L;
        this.durationNs = seconds * 1_000_000_000L;
    }

    private interface Operation {
        void run(int caller, long number);
    }

    /// Prints a line for each kind: its name, writes per second, CPU of this process for each in
    /// microseconds, the 99th percentile in milliseconds, between tabs.
    void run() throws InterruptedException {
        run(warmUpNs, this::writeObject);
        System.out.println("storage writes\t" + run(durationNs, this::writeObject));
        run(warmUpNs, this::writeScore);
        System.out.println("leaderboard writes\t" + run(durationNs, this::writeScore));
    }

    private void writeObject(int caller, long number) {
        String value = "{\"number\":" + number + ",\"text\":\"" + FILLING + "\"}";
        String key = "key" + number % 16;
        storage.write(
                List.of(
                        new StorageWrite(
                                "measure_writes", key, new UUID(1, caller), value, "", 1, 1)));
    }

    private void writeScore(int caller, long number) {
        UUID owner = new UUID(1, (caller * 7919L + number * callers) % RECORDS);
        leaderboards.write(board, owner, "player", 1 + number % 100, 0, "", null);
    }

    /// One caller and how long each of its writes took.
    private static final class Caller {
        long[] tookNs = new long[1024];
        int count;

        void add(long ns) {
            if (count == tookNs.length) {
                tookNs = Arrays.copyOf(tookNs, count * 2);
            }
            tookNs[count++] = ns;
        }
    }

    private String run(long lengthNs, Operation operation) throws InterruptedException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpuNs = system.getProcessCpuTime();
        long startNs = System.nanoTime();
        List<Caller> all = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int number = i;
            Caller caller = new Caller();
            all.add(caller);
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        long beforeNs = System.nanoTime();
                                        do {
                                            operation.run(number, caller.count);
                                            long nowNs = System.nanoTime();
                                            caller.add(nowNs - beforeNs);
                                            beforeNs = nowNs;
                                        } while (beforeNs - startNs < lengthNs);
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double elapsedNs = System.nanoTime() - startNs;
        cpuNs = system.getProcessCpuTime() - cpuNs;
        long[] tookNs =
                all.stream()
                        .flatMapToLong(caller -> Arrays.stream(caller.tookNs).limit(caller.count))
                        .sorted()
                        .toArray();
        return "%.0f\t%.1f\t%.2f"
                .formatted(
                        tookNs.length / elapsedNs * 1e9,
                        cpuNs / 1e3 / tookNs.length,
                        tookNs[(int) (tookNs.length * 0.99)] / 1e6);
    }
}
