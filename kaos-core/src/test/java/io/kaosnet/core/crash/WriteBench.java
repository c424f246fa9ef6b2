package io.kaosnet.core.crash;

import com.sun.management.OperatingSystemMXBean;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.db.DatabaseObserver;
import io.kaosnet.core.storage.StorageId;
import io.kaosnet.core.storage.StorageWrite;
import io.kaosnet.core.wallet.WalletChange;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Measures what storage, wallets and leaderboards cost without a network: operations per second
/// and this process's CPU for each. Arguments: database address, data directory, callers, seconds.
/// `embedded` stands for a PostgreSQL of its own. The property `only` chooses by name.
final class WriteBench {
    private static final String FILLING = "x".repeat(200);

    private WriteBench() {}

    private interface Operation {
        void run(int caller, long number);
    }

    public static void main(String[] arguments) throws InterruptedException, IOException {
        String address = arguments[0].equals("embedded") ? embedded() : arguments[0];
        try (Database database =
                Database.open(
                        DatabaseConfig.of(address, Path.of(arguments[1])), DatabaseObserver.NONE)) {
            MixedWorld world = new MixedWorld(database);
            int callers = Integer.parseInt(arguments[2]);
            long durationNs = Long.parseLong(arguments[3]) * 1_000_000_000;
            for (String phase : List.of("warm-up", "measured")) {
                run(
                        phase + " storage write of 1",
                        callers,
                        durationNs,
                        (caller, number) -> write(world, caller, number, 1));
                run(
                        phase + " storage write of 4",
                        callers,
                        durationNs,
                        (caller, number) -> write(world, caller, number, 4));
                run(
                        phase + " storage read of 4",
                        callers,
                        durationNs,
                        (caller, _) -> read(world, caller));
                run(
                        phase + " leaderboard write",
                        callers,
                        durationNs,
                        (caller, number) ->
                                world.leaderboards.write(
                                        world.board,
                                        new UUID(9, (caller * 7919L + number * 64) % 10_000),
                                        "name",
                                        number % 1000,
                                        0,
                                        "",
                                        null));
                run(
                        phase + " wallet",
                        callers,
                        durationNs,
                        (caller, _) ->
                                world.wallets.update(
                                        List.of(
                                                new WalletChange(
                                                        MixedWorld.user(
                                                                caller % MixedWorld.USER_COUNT),
                                                        Map.of("coins", 1L),
                                                        "{}")),
                                        true));
            }
        }
    }

    /// A PostgreSQL of its own that keeps what it acknowledges, as an operator's does.
    private static String embedded() throws IOException {
        EmbeddedPostgres server =
                EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
        return "postgresql://postgres:postgres@localhost:" + server.getPort() + "/bench";
    }

    private static void write(MixedWorld world, int caller, long number, int count) {
        List<StorageWrite> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            writes.add(
                    new StorageWrite(
                            "bench",
                            "key" + i,
                            MixedWorld.user(caller),
                            "{\"number\":" + number + ",\"text\":\"" + FILLING + "\"}",
                            "",
                            1,
                            1));
        }
        world.storage.write(writes);
    }

    private static void read(MixedWorld world, int caller) {
        List<StorageId> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(new StorageId("bench", "key" + i, MixedWorld.user(caller)));
        }
        world.storage.read(ids);
    }

    private static void run(String name, int callers, long durationNs, Operation operation)
            throws InterruptedException {
        if (!name.replace(" ", "_").contains(System.getProperty("only", ""))) {
            return;
        }
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        LongAdder count = new LongAdder();
        AtomicLong slowestNs = new AtomicLong();
        long cpuNs = system.getProcessCpuTime();
        long startNs = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        long beforeNs = startNs;
                                        for (long n = 0; beforeNs - startNs < durationNs; n++) {
                                            operation.run(caller, n);
                                            count.increment();
                                            long nowNs = System.nanoTime();
                                            slowestNs.accumulateAndGet(nowNs - beforeNs, Math::max);
                                            beforeNs = nowNs;
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double elapsedNs = System.nanoTime() - startNs;
        System.out.printf(
                "%s: %.0f/s, %.1f us CPU each, slowest %.1f ms%n",
                name,
                count.sum() / elapsedNs * 1e9,
                (system.getProcessCpuTime() - cpuNs) / 1e3 / count.sum(),
                slowestNs.get() / 1e6);
    }
}
