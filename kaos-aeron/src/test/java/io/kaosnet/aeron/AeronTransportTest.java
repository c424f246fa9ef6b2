package io.kaosnet.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.rudp.transport.ClientTransport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AeronTransportTest {
    private static final long LIMIT_NS = 10_000_000_000L;

    @Test
    void messagesOfAllSizesArriveInOrderAndABusyReceiverGetsThemAgain(@TempDir Path folder) {
        List<byte[]> received = new ArrayList<>();
        int[] refusals = new int[1];
        try (AeronDriver driver = AeronDriver.launch(folder.resolve("aeron"));
                AeronSubscriber listener =
                        driver.ipcSubscriber(
                                (_, channel, buffer, offset, length) -> {
                                    if (received.size() % 10 == 5 && refusals[0] < 3) {
                                        refusals[0]++;
                                        return false;
                                    }
                                    refusals[0] = 0;
                                    assertThat(channel).isEqualTo(received.size() % 5);
                                    received.add(
                                            Arrays.copyOfRange(buffer, offset, offset + length));
                                    return true;
                                });
                AeronPublisher publisher = driver.ipcPublisher()) {
            assertThat(listener.state()).isNotEqualTo(ClientTransport.State.CLOSED);
            Random random = new Random(3);
            List<byte[]> sent = new ArrayList<>();
            long endNs = System.nanoTime() + LIMIT_NS;
            while (received.size() < 100 && System.nanoTime() < endNs) {
                if (publisher.isOpen() && sent.size() < 100) {
                    byte[] message = new byte[random.nextInt(20_000)];
                    random.nextBytes(message);
                    if (publisher.offer(sent.size() % 5, message, 0, message.length)) {
                        sent.add(message);
                    }
                }
                if (listener.poll(System.nanoTime()) == 0) {
                    LockSupport.parkNanos(100_000);
                }
            }
            assertThat(received).hasSize(100);
            for (int i = 0; i < 100; i++) {
                assertThat(received.get(i)).isEqualTo(sent.get(i));
            }
            assertThat(listener.offer(0, new byte[1], 0, 1)).as("one way").isFalse();
            int tooLong = publisher.maxMessageBytes() + 1;
            assertThatThrownBy(() -> publisher.offer(0, new byte[tooLong], 0, tooLong))
                    .isInstanceOf(IllegalArgumentException.class);
            listener.close(0, "done");
            assertThat(listener.state()).isEqualTo(ClientTransport.State.CLOSED);
        }
    }
}
