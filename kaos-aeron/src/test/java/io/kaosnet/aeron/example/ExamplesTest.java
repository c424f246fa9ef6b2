package io.kaosnet.aeron.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void whatIsNoNumberOfSecondsIsAnsweredWithTheUsage() {
        assertThat(StateFeed.ticks(new String[] {}, 0, "usage")).isEqualTo(180);
        assertThat(StateFeed.ticks(new String[] {"127.0.0.1", "5"}, 1, "usage")).isEqualTo(300);
        for (String wrong : new String[] {"abc", "0", "-1", "99999999", "--help"}) {
            assertThatThrownBy(() -> StateFeed.ticks(new String[] {wrong}, 0, "usage"))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("usage");
        }
        assertThatThrownBy(() -> StateFeed.ticks(new String[] {"1", "2"}, 0, "usage"))
                .hasMessage("usage");
    }
}
