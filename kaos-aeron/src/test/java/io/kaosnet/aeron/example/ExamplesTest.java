package io.kaosnet.aeron.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExamplesTest {
    @Test
    void stateReachesAProcessBesideTheServer(@TempDir Path folder) {
        assertThat(SharedMemoryExample.run(folder.resolve("aeron"), 60)).isEqualTo(60);
    }

    @Test
    void stateReachesAGroupOfTheLan(@TempDir Path folder) throws SocketException {
        int port;
        try (DatagramSocket free = new DatagramSocket()) {
            port = free.getLocalPort();
        }
        assertThat(MulticastExample.run(folder.resolve("aeron"), "127.0.0.1", port, 60))
                .isEqualTo(60);
    }
}
