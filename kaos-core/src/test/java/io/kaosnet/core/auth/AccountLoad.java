package io.kaosnet.core.auth;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.crash.KilledProcess;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.db.DatabaseObserver;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A process that creates accounts until it is killed, and prints the device of each account whose
/// creation was acknowledged, a line each.
final class AccountLoad {
    private static final int CALLER_COUNT = 32;

    private AccountLoad() {}

    /// @param arguments database address, data directory, prefix of the devices
    public static void main(String[] arguments) throws InterruptedException {
        KilledProcess.endWithParent();
        Database database =
                Database.open(
                        DatabaseConfig.of(arguments[0], Path.of(arguments[1])),
                        DatabaseObserver.NONE);
        AuthWorld world = new AuthWorld(database);
        AtomicLong next = new AtomicLong();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (int i = 0; i < CALLER_COUNT; i++) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                while (true) {
                                    String device =
                                            "device-" + arguments[2] + "-" + next.getAndIncrement();
                                    try {
                                        world.device(device);
                                        out.println(device);
                                    } catch (ApiException e) {
                                        // A caller that was refused tries again later.
                                        System.err.println(device + ": " + e);
                                        LockSupport.parkNanos(1_000_000);
                                    }
                                }
                            });
        }
        new CountDownLatch(1).await();
    }
}
