package io.kaosnet.aeron.example;

import io.kaosnet.aeron.AeronDriver;
import io.kaosnet.aeron.AeronPublisher;
import io.kaosnet.aeron.AeronSubscriber;
import java.nio.file.Path;

/// Publishes a match's state to a group of the LAN, and listens to it.
public final class MulticastExample {
    private MulticastExample() {}

    /// Arguments: [interface, by default 127.0.0.1] [seconds, by default 3].
    public static void main(String[] arguments) {
        String interfaceAddress = arguments.length > 0 ? arguments[0] : "127.0.0.1";
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "kaosnet-multicast");
        run(folder, interfaceAddress, 40_456, seconds * 60);
    }

    static int run(Path folder, String interfaceAddress, int port, int ticks) {
        StateFeed feed = new StateFeed();
        try (AeronDriver driver = AeronDriver.launch(folder);
                AeronSubscriber listener =
                        driver.multicastSubscriber(
                                "224.20.30.39", port, interfaceAddress, feed::onState);
                AeronPublisher publisher =
                        driver.multicastPublisher("224.20.30.39", port, interfaceAddress)) {
            return feed.run(publisher, listener, ticks);
        }
    }
}
