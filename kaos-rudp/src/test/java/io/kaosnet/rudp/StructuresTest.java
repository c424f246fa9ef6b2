package io.kaosnet.rudp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The windows and rings against simple models.
final class StructuresTest {
    @Test
    void theBitmapWindowAgreesWithASet() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            BitmapWindow window = new BitmapWindow(128, 0);
            Set<Long> model = new HashSet<>();
            long highest = 0;
            for (int i = 0; i < 5_000; i++) {
                long position = Math.max(1, highest + random.nextInt(40) - 30);
                if (random.nextInt(200) == 0) {
                    position = highest + random.nextInt(1000);
                }
                boolean isOld = position <= highest - 128 || position < 1;
                boolean isNew = !isOld && position > 0 && model.add(position);
                assertThat(window.mark(position)).as("seed %d", seed).isEqualTo(isNew);
                highest = Math.max(highest, position);
            }
        }
    }

    @Test
    void theMessageRingGivesBackWhatABurstNeeded() {
        MessageRingBuffer ring = new MessageRingBuffer(4096, 4 << 20);
        byte[] piece = new byte[1024];
        for (int burst = 0; burst < 2; burst++) {
            int capacityBytes = 0;
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 2000; i++) {
                    ring.append(piece, 0, piece.length, 0, 0);
                }
                assertThat(ring.capacityBytes()).isGreaterThanOrEqualTo(2000 * 1024);
                while (ring.count() > 0) {
                    ring.releaseHead();
                }
                // Kept for as long as it is used.
                assertThat(capacityBytes).isIn(0, ring.capacityBytes());
                capacityBytes = ring.capacityBytes();
            }
            for (int i = 0; i < 4; i++) {
                ring.append(piece, 0, piece.length, 0, 0);
                ring.releaseHead();
            }
            assertThat(ring.capacityBytes()).isEqualTo(256 << 10);
        }
        assertThat(ring.fetch()).isNotNegative();
    }

    @Test
    void theMessageRingKeepsBytesThroughWrapAndGrowth() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            MessageRingBuffer ring = new MessageRingBuffer(256, 64 << 10);
            ring.startAt(0x7FFF_FFF0);
            Deque<byte[]> model = new ArrayDeque<>();
            for (int i = 0; i < 5_000; i++) {
                byte[] bytes = new byte[random.nextInt(1100)];
                random.nextBytes(bytes);
                if (random.nextInt(100) < 55 && ring.hasRoom(1, bytes.length)) {
                    ring.append(bytes, 0, bytes.length, 0, 0);
                    model.add(bytes);
                } else if (!model.isEmpty()) {
                    byte[] out = new byte[ring.length(ring.head())];
                    ring.copyTo(ring.head(), out, 0);
                    assertThat(out).as("seed %d", seed).isEqualTo(model.remove());
                    ring.releaseHead();
                }
                assertThat(ring.count()).isEqualTo(model.size());
            }
        }
    }

    @Test
    void timersFireOnceAndNotEarly() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            long[] now = {5_000_000_000L};
            TimerWheel wheel = new TimerWheel(now[0]);
            List<Long> fired = new ArrayList<>();
            int count = 500;
            long[] deadlines = new long[count];
            for (int i = 0; i < count; i++) {
                deadlines[i] = now[0] + random.nextLong(10_000_000_000L);
                long deadline = deadlines[i];
                wheel.schedule(
                        new TimerWheel.Node() {
                            @Override
                            void onTimer(long nowNs) {
                                if (nowNs < deadline) {
                                    wheel.schedule(this, deadline); // one round is four seconds
                                } else {
                                    fired.add(nowNs - deadline);
                                }
                            }
                        },
                        deadline);
            }
            while (wheel.count() > 0 && now[0] < 20_000_000_000L) {
                now[0] += random.nextInt(20) == 0 ? 700_000_000L : 1_000_000L;
                wheel.poll(now[0]);
            }
            assertThat(fired).as("seed %d", seed).hasSize(count);
            assertThat(fired).allMatch(late -> late >= 0 && late < 710_000_000L);
        }
    }

    @Test
    void aTimerThatWasMovedToLaterDoesNotFireBefore() {
        TimerWheel wheel = new TimerWheel(0);
        List<Long> fired = new ArrayList<>();
        long[] now = new long[1];
        TimerWheel.Node node =
                new TimerWheel.Node() {
                    @Override
                    void onTimer(long nowNs) {
                        fired.add(nowNs);
                    }
                };
        for (long deadlineMs = 10; deadlineMs <= 300; deadlineMs += 10) {
            wheel.schedule(node, deadlineMs * 1_000_000); // as with every packet
        }
        for (; now[0] < 400_000_000; now[0] += 1_000_000) {
            wheel.poll(now[0]);
        }
        assertThat(fired).hasSize(1);
        assertThat(fired.getFirst()).isBetween(300_000_000L, 303_000_000L);
        wheel.schedule(node, 900_000_000);
        wheel.schedule(node, 500_000_000); // earlier is at once
        for (; now[0] < 600_000_000; now[0] += 1_000_000) {
            wheel.poll(now[0]);
        }
        assertThat(fired).hasSize(2);
        assertThat(wheel.count()).isZero();
    }

    @Test
    void sentPacketsRememberRangesAndForgetThem() {
        SentPackets sent = new SentPackets();
        for (int round = 0; round < 1_000; round++) {
            sent.begin();
            for (int i = 0; i < 20; i++) {
                sent.addRef(3, round * 20 + i);
            }
            sent.addRef(1, round);
            long number = sent.next();
            sent.end(round, true, 0);
            assertThat(sent.refCount(number)).isLessThanOrEqualTo(3);
            if (round >= 500) {
                sent.finish(number - 500, SentPackets.ACKED);
                sent.retire();
            }
        }
        assertThat(sent.inFlight()).isEqualTo(500);
        int ref = sent.ref(sent.next() - 1, 0);
        assertThat(SentPackets.channel(ref)).isEqualTo(3);
        assertThat(SentPackets.count(ref)).isEqualTo(20);
    }

    @Test
    void theWindowReactsToDelayAndLossAndForgivesNoise() {
        AimdCongestionController controller = new AimdCongestionController(1000);
        for (int i = 0; i < 5; i++) {
            controller.onAcked(controller.windowPackets(), true, 50_000_000, 50_000_000);
        }
        assertThat(controller.windowPackets()).isEqualTo(320);
        controller.onAcked(320, true, 200_000_000, 50_000_000);
        assertThat(controller.windowPackets()).as("delay stops growth").isEqualTo(320);
        controller.onLost(10, 400, 51_000_000, 50_000_000);
        assertThat(controller.windowPackets()).as("noise").isEqualTo(320);
        controller.onLost(11, 400, 90_000_000, 50_000_000);
        assertThat(controller.windowPackets()).as("a full queue").isEqualTo(224);
        controller.onLost(12, 400, 90_000_000, 50_000_000);
        assertThat(controller.windowPackets()).as("once per round trip").isEqualTo(224);
        controller.onSpuriousLoss(11);
        controller.onSpuriousLoss(12);
        assertThat(controller.windowPackets()).as("undone").isEqualTo(320);
        controller.onPersistentCongestion();
        assertThat(controller.windowPackets()).isEqualTo(AimdCongestionController.MIN_WINDOW);
    }

    @Test
    void settingsOutOfRangeAreRefusedWithTheRule() {
        assertThatThrownBy(() -> RudpConfig.builder().maxConnections(0))
                .hasMessage("maxConnections: 0 (expected: 1..1048576)");
        assertThatThrownBy(() -> RudpConfig.builder().channels(List.of()))
                .hasMessage("channels: 0 (expected: 1..16)");
        assertThatThrownBy(() -> new TokenSecrets(0, new byte[31]))
                .hasMessage("secret: 31 bytes (expected: 32)");
        RudpConfig defaults = RudpConfig.defaults();
        assertThat(defaults.maxConnectionsPerUser()).isEqualTo(4);
        assertThat(defaults.channelCount()).isEqualTo(5);
    }

    @Test
    void rotatedSecretsStayGoodForOneRotation() {
        byte[] first = new byte[32];
        byte[] second = new byte[32];
        byte[] third = new byte[32];
        Arrays.fill(second, (byte) 2);
        Arrays.fill(third, (byte) 3);
        TokenSecrets secrets = new TokenSecrets(1, first);
        ConnectToken token =
                secrets.issue(
                        TokenSecrets.Grant.player(
                                java.util.UUID.randomUUID(), java.util.UUID.randomUUID(), 1),
                        0,
                        30_000,
                        List.of("h:1"));
        byte[] packet = new byte[1200];
        HandshakeCodec.writeConnect(packet, token);
        secrets.rotate(2, second);
        assertThat(open(secrets, token, packet)).isTrue();
        secrets.rotate(3, third);
        assertThat(open(secrets, token, packet)).isFalse();
    }

    private static boolean open(TokenSecrets secrets, ConnectToken token, byte[] packet) {
        return secrets.open(
                        new AgentMemory(),
                        token.keyId,
                        token.aead.id(),
                        token.expiresSeconds,
                        packet,
                        HandshakeCodec.NONCE_OFFSET)
                != null;
    }

    @Test
    void commandsRunInOrderAndTheQueueIsBounded() {
        CommandQueue queue = new CommandQueue(4);
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int n = i;
            assertThat(queue.offer(() -> ran.add(n))).isTrue();
        }
        assertThat(queue.offer(() -> {})).isFalse();
        for (Runnable command = queue.poll(); command != null; command = queue.poll()) {
            command.run();
        }
        assertThat(ran).containsExactly(0, 1, 2, 3);
    }
}
