package io.kaosnet.aeron;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.kaosnet.rudp.transport.Transport;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The media driver that moves the messages: inside this process, or another process's by its
/// folder. Safe from any thread.
public final class AeronDriver implements AutoCloseable {
    private static final int STREAM = 1001;

    private final @Nullable MediaDriver driver;
    private final Aeron aeron;
    private final Path folder;

    private AeronDriver(@Nullable MediaDriver driver, Path folder) {
        this.driver = driver;
        this.folder = folder;
        this.aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(folder.toString()));
    }

    /// Starts a driver in this process.
    ///
    /// @param folder for its shared memory; on Linux best below `/dev/shm`; other processes
    ///     [#attach] by it
    public static AeronDriver launch(Path folder) {
        MediaDriver driver =
                MediaDriver.launch(
                        new MediaDriver.Context()
                                .aeronDirectoryName(folder.toString())
                                .threadingMode(ThreadingMode.SHARED)
                                .dirDeleteOnStart(true)
                                .dirDeleteOnShutdown(true));
        return new AeronDriver(driver, folder);
    }

    /// Uses the driver of another process.
    public static AeronDriver attach(Path folder) {
        return new AeronDriver(null, folder);
    }

    /// The folder that other processes attach by.
    public Path folder() {
        return folder;
    }

    /// Publishes to a group of the LAN.
    ///
    /// @param group an IPv4 multicast address with an odd last number, `224.20.30.39`
    /// @param interfaceAddress which network, `127.0.0.1` or `192.168.1.0/24`
    public AeronPublisher multicastPublisher(String group, int port, String interfaceAddress) {
        return new AeronPublisher(
                aeron.addPublication(multicast(group, port, interfaceAddress), STREAM));
    }

    /// Listens to a group of the LAN.
    public AeronSubscriber multicastSubscriber(
            String group, int port, String interfaceAddress, Transport.MessageReceiver receiver) {
        return new AeronSubscriber(
                "multicast",
                aeron.addSubscription(multicast(group, port, interfaceAddress), STREAM),
                receiver);
    }

    /// Publishes to processes on this machine.
    public AeronPublisher ipcPublisher() {
        return new AeronPublisher(aeron.addPublication("aeron:ipc", STREAM));
    }

    /// Listens to a process on this machine.
    public AeronSubscriber ipcSubscriber(Transport.MessageReceiver receiver) {
        return new AeronSubscriber("ipc", aeron.addSubscription("aeron:ipc", STREAM), receiver);
    }

    private static String multicast(String group, int port, String interfaceAddress) {
        return "aeron:udp?endpoint=" + group + ":" + port + "|interface=" + interfaceAddress;
    }

    @Override
    public void close() {
        aeron.close();
        if (driver != null) {
            driver.close();
        }
    }
}
