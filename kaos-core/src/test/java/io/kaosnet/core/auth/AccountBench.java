package io.kaosnet.core.auth;

import com.sun.management.OperatingSystemMXBean;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.db.DatabaseObserver;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Measures creating accounts and logging in to existing ones, without a network: operations per
/// second and this process's CPU for each. Arguments: database address, data directory, callers,
/// seconds.
final class AccountBench {
    private AccountBench() {}

    public static void main(String[] arguments) throws InterruptedException {
        long startNs = System.nanoTime();
        Database database =
                Database.open(
                        DatabaseConfig.of(arguments[0], Path.of(arguments[1])),
                        DatabaseObserver.NONE);
        System.out.printf("open %.0f ms%n", (System.nanoTime() - startNs) / 1e6);
        AuthWorld world = new AuthWorld(database);
        int callers = Integer.parseInt(arguments[2]);
        long durationNs = Long.parseLong(arguments[3]) * 1_000_000_000;
        String prefix = "device-" + System.nanoTime() + "-";
        AtomicLong created = new AtomicLong();
        for (String phase : new String[] {"warm-up", "measured"}) {
            run(
                    phase + " create",
                    callers,
                    durationNs,
                    () -> world.device(prefix + created.getAndIncrement()));
            AtomicLong next = new AtomicLong();
            long known = created.get() - callers;
            run(
                    phase + " existing",
                    callers,
                    durationNs,
                    () -> world.device(prefix + next.getAndIncrement() * 7919 % known));
        }
        database.close();
    }

    private static void run(String name, int callers, long durationNs, Runnable operation)
            throws InterruptedException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicLong count = new AtomicLong();
        long cpuNs = system.getProcessCpuTime();
        long startNs = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        while (!isOver.get()) {
                                            operation.run();
                                            count.incrementAndGet();
                                            if (System.nanoTime() - startNs > durationNs) {
                                                isOver.set(true);
                                            }
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double elapsedNs = System.nanoTime() - startNs;
        System.out.printf(
                "%s: %.0f/s, %.1f us CPU each%n",
                name,
                count.get() / elapsedNs * 1e9,
                (system.getProcessCpuTime() - cpuNs) / 1e3 / count.get());
    }
}
