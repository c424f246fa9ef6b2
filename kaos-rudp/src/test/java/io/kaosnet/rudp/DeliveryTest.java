package io.kaosnet.rudp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.rudp.io.PeerAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a game relies on, one truth per test.
final class DeliveryTest {
    @Test
    void aLostLastMessageArrivesWithinASecond() {
        SimWorld world = new SimWorld(1);
        SimWorld.SimClient client = world.connectedClient();
        AtomicInteger dropped = new AtomicInteger();
        world.network.filter =
                (from, to, bytes) -> to.matches(SimWorld.SERVER) && dropped.getAndIncrement() == 0;
        client.connection().offer(0, TrafficLog.message(0, 64));

        assertThat(world.runUntil(() -> world.serverLog.received[0] == 1, 1_000)).isTrue();
        assertThat(dropped.get()).isGreaterThan(1);
    }

    @Test
    void oneLostDatagramDoesNotDeafenTheConnection() {
        for (int lost = 0; lost < 12; lost++) {
            SimWorld world = new SimWorld(lost);
            SimWorld.SimClient client = world.connectedClient();
            int victim = lost;
            AtomicInteger seen = new AtomicInteger();
            world.network.filter =
                    (from, to, bytes) ->
                            to.matches(SimWorld.SERVER) && seen.getAndIncrement() == victim;
            for (int i = 0; i < 100; i++) {
                client.connection().offer(0, TrafficLog.message(i, 64));
                world.run(5);
            }
            assertThat(world.runUntil(() -> world.serverLog.received[0] == 100, 2_000))
                    .as("datagram %d lost", lost)
                    .isTrue();
        }
    }

    @Test
    void goodputSurvivesRandomLoss() {
        long clean = transferMs(0);
        assertThat(transferMs(0.01)).isLessThan(clean * 2);
        assertThat(transferMs(0.10)).isLessThan(clean * 4);
    }

    private static long transferMs(double loss) {
        SimWorld world = new SimWorld(5);
        world.network.toServer =
                SimNetwork.Faults.delay(20).withLoss(loss).withRate(1_000_000, 64_000);
        world.network.toClient = world.network.toServer;
        SimWorld.SimClient client = world.connectedClient();
        long startNs = world.nowNs;
        int[] sent = new int[1];
        boolean isDone =
                world.runUntil(
                        () -> {
                            while (sent[0] < 3000
                                    && client.connection()
                                            .offer(0, TrafficLog.message(sent[0], 1000))) {
                                sent[0]++;
                            }
                            return world.serverLog.received[0] == 3000;
                        },
                        120_000);
        assertThat(isDone).isTrue();
        assertThat(world.network.counts.lost > 0).isEqualTo(loss > 0);
        return (world.nowNs - startNs) / 1_000_000;
    }

    @Test
    void theLargestMessageArrivesAtTenPercentLoss() {
        SimWorld world = new SimWorld(3);
        world.network.toServer = SimNetwork.Faults.delay(10).withLoss(0.1);
        world.network.toClient = world.network.toServer;
        SimWorld.SimClient client = world.connectedClient();
        int size = Connection.maxMessageBytes();
        assertThat(client.connection().offer(0, TrafficLog.message(0, size))).isTrue();
        assertThat(client.connection().offer(2, TrafficLog.message(0, size))).isTrue();
        assertThat(
                        world.runUntil(
                                () ->
                                        world.serverLog.received[0] == 1
                                                && world.serverLog.received[2] == 1,
                                10_000))
                .isTrue();
    }

    @Test
    void aMessageThatIsTooLongIsRefusedWithTheRule() {
        SimWorld world = new SimWorld(3);
        SimWorld.SimClient client = world.connectedClient();
        byte[] message = new byte[Connection.maxMessageBytes() + 1];
        assertThatThrownBy(() -> client.connection().offer(0, message))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("length: 70401 (expected: 0..70400)");
        assertThatThrownBy(() -> client.connection().offer(9, new byte[1]))
                .hasMessage("channel: 9 is not configured");
    }

    @Test
    void aLostMessageHoldsUpOnlyItsOwnChannel() {
        SimWorld world = new SimWorld(3);
        world.network.toServer = SimNetwork.Faults.delay(50);
        SimWorld.SimClient client = world.connectedClient();
        AtomicInteger seen = new AtomicInteger();
        world.network.filter =
                (from, to, bytes) -> to.matches(SimWorld.SERVER) && seen.getAndIncrement() == 0;
        client.connection().offer(0, TrafficLog.message(0, 64));
        world.run(2);
        client.connection().offer(0, TrafficLog.message(1, 64));
        client.connection().offer(3, TrafficLog.message(0, 64));
        client.connection().offer(2, TrafficLog.message(0, 64));
        world.run(55);
        assertThat(world.serverLog.received[3]).isEqualTo(1);
        assertThat(world.serverLog.received[2]).isEqualTo(1);
        assertThat(world.serverLog.received[0]).isZero();
        assertThat(world.runUntil(() -> world.serverLog.received[0] == 2, 2_000)).isTrue();
    }

    @Test
    void stateBothWaysNeedsNoPacketsForAcknowledgementsAlone() {
        SimWorld world = new SimWorld(4);
        world.network.toServer = SimNetwork.Faults.delay(15);
        world.network.toClient = world.network.toServer;
        SimWorld.SimClient client = world.connectedClient();
        Connection here = client.connection();
        Connection there = world.serverSide(client);
        world.run(1_000);
        long up = here.statistics().packetsSent();
        long down = there.statistics().packetsSent();
        for (int i = 0; i < 100; i++) {
            here.offer(1, TrafficLog.message(i, 100));
            there.offer(1, TrafficLog.message(i, 100));
            world.run(50);
        }
        assertThat(world.serverLog.received[1]).isGreaterThanOrEqualTo(99);
        // Once a second the client asks for the time.
        assertThat(here.statistics().packetsSent() - up).isBetween(100L, 112L);
        assertThat(there.statistics().packetsSent() - down).isBetween(100L, 112L);
        assertThat(here.statistics().probeTimeouts()).isZero();
        assertThat(here.statistics().smoothedRttNs()).isBetween(29_000_000L, 35_000_000L);
        assertThat(there.statistics().smoothedRttNs()).isBetween(29_000_000L, 35_000_000L);
    }

    @Test
    void stateOneWayIsAcknowledgedBeforeAProbeIsSent() {
        SimWorld world = new SimWorld(4);
        world.network.toServer = SimNetwork.Faults.delay(15);
        world.network.toClient = world.network.toServer;
        SimWorld.SimClient client = world.connectedClient();
        Connection here = client.connection();
        world.run(1_000);
        for (int i = 0; i < 50; i++) {
            here.offer(1, TrafficLog.message(i, 100));
            world.run(200);
        }
        assertThat(here.statistics().probeTimeouts()).isZero();
        assertThat(here.statistics().packetsLost()).isZero();
        assertThat(here.statistics().smoothedRttNs()).isBetween(29_000_000L, 35_000_000L);
    }

    @Test
    void aBusyReceiverStopsTheSenderAndLosesNothing() {
        SimWorld world = new SimWorld(3);
        SimWorld.SimClient client = world.connectedClient();
        world.serverLog.isBusy = true;
        int sent = 0;
        for (int i = 0; i < 2_000; i++) {
            if (client.connection().offer(0, TrafficLog.message(sent, 100))) {
                sent++;
            }
            world.run(1);
        }
        Connection there = world.serverSide(client);
        assertThat(there.receiver.bufferedBytes()).isLessThan(300 << 10);
        assertThat(client.connection().statistics().queuedBytes()).isLessThan(300 << 10);
        assertThat(world.serverLog.refusals).isPositive();
        world.serverLog.isBusy = false;
        int expected = sent;
        assertThat(world.runUntil(() -> world.serverLog.received[0] == expected, 20_000)).isTrue();
    }

    @Test
    void theNewestStateArrivesAlthoughItsDatagramWasLost() {
        SimWorld world = new SimWorld(3);
        SimWorld.SimClient client = world.connectedClient();
        AtomicInteger seen = new AtomicInteger();
        world.network.filter =
                (from, to, bytes) -> to.matches(SimWorld.SERVER) && seen.getAndIncrement() == 0;
        client.connection().offer(1, TrafficLog.message(0, 64));
        assertThat(world.runUntil(() -> world.serverLog.received[1] == 1, 1_000)).isTrue();
    }

    @Test
    void stateStaysFreshWhenTheLinkIsFull() {
        SimWorld world = new SimWorld(3);
        world.network.toServer = SimNetwork.Faults.delay(20).withRate(50_000, 20_000);
        SimWorld.SimClient client = world.connectedClient();
        int bulk = 0;
        for (int i = 0; i < 600; i++) {
            while (client.connection().offer(0, TrafficLog.message(bulk, 1000))) {
                bulk++;
            }
            client.connection().offer(1, TrafficLog.message(i, 100));
            world.run(16);
        }
        assertThat(world.serverLog.newest(1)).isGreaterThan(550);
        assertThat(world.serverLog.received[0]).as("bulk is not starved").isGreaterThan(100);
    }

    @Test
    void latencyAtOnePercentLossStaysWithinOnePointSixRoundTrips() {
        SimWorld world = new SimWorld(11);
        world.network.toServer = SimNetwork.Faults.delay(20).withLoss(0.01);
        world.network.toClient = SimNetwork.Faults.delay(20).withLoss(0.01);
        SimWorld.SimClient client = world.connectedClient();
        Connection there = world.serverSide(client);
        int messages = 6_000;
        long[] sentNs = new long[messages];
        long[] lateNs = new long[messages];
        AtomicInteger next = new AtomicInteger();
        world.serverLog.also =
                (connection, channel, buffer, offset, length) -> {
                    int number = next.getAndIncrement();
                    lateNs[number] = world.nowNs - sentNs[number] - 20_000_000;
                    return true;
                };
        for (int i = 0; i < messages; i++) {
            sentNs[i] = world.nowNs;
            client.connection().offer(0, TrafficLog.message(i, 64));
            there.offer(0, TrafficLog.message(i, 64));
            long untilNs = world.nowNs + 16_666_667;
            while (world.nowNs < untilNs) {
                world.step();
            }
        }
        assertThat(world.runUntil(() -> next.get() == messages, 5_000)).isTrue();
        java.util.Arrays.sort(lateNs);
        assertThat(lateNs[messages * 99 / 100]).isLessThan(64_000_000L);
        assertThat(world.network.counts.lost).isGreaterThan(50);
    }

    @Test
    void aPlayerWhoChangesNetworksKeepsTheConnection() {
        SimWorld world = new SimWorld(3);
        world.network.toServer = SimNetwork.Faults.delay(20);
        world.network.toClient = SimNetwork.Faults.delay(20);
        SimWorld.SimClient client = world.connectedClient();
        Connection there = world.serverSide(client);
        int sent = 0;
        for (int i = 0; i < 200; i++) {
            if (i == 50) {
                client.io.rebind(SimWorld.address("10.1.0.1", 55_555));
            }
            if (i == 120) {
                client.io.rebind(SimWorld.address("172.16.0.9", 1234));
            }
            client.connection().offer(0, TrafficLog.message(sent, 200));
            there.offer(0, TrafficLog.message(sent, 200));
            sent++;
            world.run(16);
        }
        int expected = sent;
        assertThat(
                        world.runUntil(
                                () ->
                                        world.serverLog.received[0] == expected
                                                && client.log.received[0] == expected,
                                5_000))
                .isTrue();
        assertThat(there.statistics().migrations()).isEqualTo(2);
        assertThat(there.address().matches(SimWorld.address("172.16.0.9", 1234))).isTrue();
        assertThat(world.serverLog.connections).hasSize(1);
    }

    @Test
    void keysChangeWithoutAnyoneNoticing() {
        RudpConfig config = RudpConfig.builder().policing(false).keyUpdate(50, 3_600_000).build();
        SimWorld world = new SimWorld(3, config);
        world.network.toServer =
                new SimNetwork.Faults(0.05, 0.05, 0.1, 0, 10_000_000, 5_000_000, 0, 0, 1500);
        world.network.toClient = world.network.toServer;
        SimWorld.SimClient client = world.client(world.token(), config);
        assertThat(world.runUntil(world.serverLog::isConnected, 9_000)).isTrue();
        for (int i = 0; i < 1000; i++) {
            client.connection().offer(0, TrafficLog.message(i, 300));
            world.run(5);
        }
        assertThat(world.runUntil(() -> world.serverLog.received[0] == 1000, 10_000)).isTrue();
        assertThat(client.connection().statistics().keyUpdates()).isGreaterThan(5);
        assertThat(world.serverSide(client).statistics().forgeries()).isZero();
    }

    @Test
    void aSilentPeerIsGivenUpAfterTheIdleTimeout() {
        SimWorld world = new SimWorld(3);
        SimWorld.SimClient client = world.connectedClient();
        world.run(15_000);
        assertThat(client.log.closes).as("pings keep it alive").isEmpty();
        world.network.isPartitioned = true;
        world.run(11_500);
        assertThat(client.log.closes)
                .singleElement()
                .extracting(CloseReason::code)
                .isEqualTo(CloseReason.IDLE);
        assertThat(world.serverLog.closes)
                .singleElement()
                .extracting(CloseReason::code)
                .isEqualTo(CloseReason.IDLE);
        world.run(20_000);
        assertThat(world.server.connectionCount()).isZero();
    }

    @Test
    void closingTellsThePeerWhyAfterWhatWasSent() {
        SimWorld world = new SimWorld(3);
        SimWorld.SimClient client = world.connectedClient();
        client.connection().offer(0, TrafficLog.message(0, 64));
        client.connection().close(CloseReason.APPLICATION + 5, "bye");
        world.run(200);
        assertThat(world.serverLog.received[0]).isEqualTo(1);
        assertThat(world.serverLog.closes)
                .containsExactly(new CloseReason(CloseReason.APPLICATION + 5, "bye", true));
        assertThat(world.runUntil(() -> client.client.state() == RudpClient.State.CLOSED, 2_000))
                .isTrue();
        assertThat(client.connection().offer(0, new byte[1])).isFalse();
    }

    @Test
    void aRestartedServerResetsItsOldConnectionsAtOnce() throws java.io.IOException {
        SimWorld world = new SimWorld(3);
        SimWorld.SimClient client = world.connectedClient();
        // The server forgets without a word, as a crash does.
        world.network.isPartitioned = true;
        world.serverSide(client)
                .abandon(new CloseReason(CloseReason.NORMAL, "", false), world.nowNs);
        world.network.isPartitioned = false;
        assertThat(world.runUntil(() -> !client.log.closes.isEmpty(), 1_500)).isTrue();
        assertThat(client.log.closes.getFirst().code()).isEqualTo(CloseReason.RESET);
    }

    @Test
    void manyClientsShareOnePort() {
        SimWorld world = new SimWorld(3);
        for (int i = 0; i < 50; i++) {
            world.client();
        }
        assertThat(world.runUntil(() -> world.serverLog.connections.size() == 50, 9_000)).isTrue();
        for (SimWorld.SimClient client : world.clients) {
            client.log.isChecking = true;
            world.serverSide(client).offer(0, TrafficLog.message(0, 50));
        }
        assertThat(
                        world.runUntil(
                                () -> world.clients.stream().allMatch(c -> c.log.received[0] == 1),
                                1_000))
                .isTrue();
    }

    @Test
    void theServersClockIsKnownToTheClient() {
        SimWorld world = new SimWorld(3);
        world.network.toServer = SimNetwork.Faults.delay(30);
        world.network.toClient = SimNetwork.Faults.delay(30);
        SimWorld.SimClient client = world.connectedClient();
        world.run(3_000);
        long error = client.connection().serverTimeMs() - world.wallMs;
        assertThat(Math.abs(error)).isLessThanOrEqualTo(3);
    }

    @Test
    void theTokenListsEndpointsAndTheClientTriesThemInOrder() {
        SimWorld world = new SimWorld(3);
        PeerAddress nobody = SimWorld.address("10.9.9.9", 1);
        TrafficLog log = new TrafficLog();
        RudpClient client =
                new RudpClient(
                        RudpConfig.defaults(),
                        world.network.open(SimWorld.address("10.1.1.1", 4000)),
                        log,
                        () -> world.wallMs);
        client.connect(world.token(), java.util.List.of(nobody, SimWorld.SERVER), world.nowNs);
        world.clients.add(
                new SimWorld.SimClient(
                        client,
                        world.network.open(SimWorld.address("10.1.1.2", 4000)),
                        log,
                        world.token()));
        assertThat(world.runUntil(log::isConnected, 9_900)).isFalse();
        assertThat(world.runUntil(log::isConnected, 1_000)).isTrue();
    }
}
