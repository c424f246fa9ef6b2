package io.kaosnet.aeron.example;

import io.aeron.exceptions.AeronException;
import io.kaosnet.aeron.AeronDriver;
import io.kaosnet.aeron.AeronPublisher;
import io.kaosnet.aeron.AeronSubscriber;
import java.nio.file.Path;

/// Publishes a match's state to a group of the LAN, and listens to it.
public final class MulticastExample {
    private static final String USAGE =
            "usage: demo multicast [INTERFACE] [SECONDS]   an address of this machine or 127.0.0.1,"
                    + " 1 to 3600 seconds";

    private MulticastExample() {}

    /// Arguments: [interface, by default 127.0.0.1] [seconds, by default 3].
    public static void main(String[] arguments) {
        try {
            int ticks = StateFeed.ticks(arguments, 1, USAGE);
            String interfaceAddress = arguments.length > 0 ? arguments[0] : "127.0.0.1";
            if (interfaceAddress.startsWith("-")) {
                throw new IllegalArgumentException(USAGE);
            }
            Path folder = Path.of(System.getProperty("java.io.tmpdir"), "kaosnet-multicast");
            run(folder, interfaceAddress, 40_456, ticks);
        } catch (IllegalArgumentException | IllegalStateException | AeronException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
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
