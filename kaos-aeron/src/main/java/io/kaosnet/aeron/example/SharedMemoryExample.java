package io.kaosnet.aeron.example;

import io.kaosnet.aeron.AeronDriver;
import io.kaosnet.aeron.AeronPublisher;
import io.kaosnet.aeron.AeronSubscriber;
import java.nio.file.Path;

/// Publishes a match's state through shared memory; the listener attaches to the driver by its
/// folder, as another process would.
public final class SharedMemoryExample {
    private SharedMemoryExample() {}

    /// Argument: [seconds, by default 3].
    public static void main(String[] arguments) {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "kaosnet-ipc");
        run(folder, seconds * 60);
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
