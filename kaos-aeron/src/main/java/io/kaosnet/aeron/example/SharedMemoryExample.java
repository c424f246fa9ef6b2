package io.kaosnet.aeron.example;

import io.aeron.exceptions.AeronException;
import io.kaosnet.aeron.AeronDriver;
import io.kaosnet.aeron.AeronPublisher;
import io.kaosnet.aeron.AeronSubscriber;
import java.nio.file.Path;

/// Publishes a match's state through shared memory; the listener attaches to the driver by its
/// folder, as another process would.
public final class SharedMemoryExample {
    private static final String USAGE = "usage: demo shared-memory [SECONDS]   1 to 3600";

    private SharedMemoryExample() {}

    /// Arguments: [seconds, by default 3].
    public static void main(String[] arguments) {
        try {
            int ticks = StateFeed.ticks(arguments, 0, USAGE);
            run(Path.of(System.getProperty("java.io.tmpdir"), "kaosnet-ipc"), ticks);
        } catch (IllegalArgumentException | IllegalStateException | AeronException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static int run(Path folder, int ticks) {
        StateFeed feed = new StateFeed();
        try (AeronDriver driver = AeronDriver.launch(folder);
                AeronDriver beside = AeronDriver.attach(driver.folder());
                AeronSubscriber listener = beside.ipcSubscriber(feed::onState);
                AeronPublisher publisher = driver.ipcPublisher()) {
            return feed.run(publisher, listener, ticks);
        }
    }
}
