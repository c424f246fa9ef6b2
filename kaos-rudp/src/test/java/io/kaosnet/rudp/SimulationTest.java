package io.kaosnet.rudp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random traffic over random networks: reliable messages arrive, all, once, in order.
final class SimulationTest {
    private static final int[] SIZES = {0, 8, 20, 64, 100, 500, 1100, 1101, 3000, 12_000};

    /// What all runs together went through. Owned by one test.
    private static final class Totals {
        long lost;
        long duplicated;
        long reordered;
        long corrupted;
        long overflowed;
        long tooBig;
        long partitioned;
        long migrations;
        long keyUpdates;
        long retransmitted;
        long spurious;
        long clockSteps;
        long pathProbes;
    }

    @Test
    void reliableMessagesSurviveEveryMixOfFaults() {
        provesFaults(
                run(
                        Integer.getInteger("rudp.seeds.from", 1),
                        Integer.getInteger("rudp.seeds", 300)));
    }

    @Test
    @Tag("slow")
    void reliableMessagesSurviveTenThousandMixesOfFaults() {
        provesFaults(run(1, 10_000));
    }

    private static void provesFaults(Totals totals) {
        assertThat(totals.lost).isPositive();
        assertThat(totals.duplicated).isPositive();
        assertThat(totals.reordered).isPositive();
        assertThat(totals.corrupted).isPositive();
        assertThat(totals.overflowed).isPositive();
        assertThat(totals.tooBig).isPositive();
        assertThat(totals.partitioned).isPositive();
        assertThat(totals.migrations).isPositive();
        assertThat(totals.keyUpdates).isPositive();
        assertThat(totals.retransmitted).isPositive();
        assertThat(totals.spurious).isPositive();
        assertThat(totals.clockSteps).isPositive();
        assertThat(totals.pathProbes).isPositive();
    }

    private static Totals run(int firstSeed, int count) {
        Totals totals = new Totals();
        for (int seed = firstSeed; seed < firstSeed + count; seed++) {
            try {
                runSeed(seed, totals);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        return totals;
    }

    private static void runSeed(long seed, Totals totals) {
        Random random = new Random(seed);
        RudpConfig config =
                RudpConfig.builder()
                        .policing(false)
                        .keyUpdate(random.nextInt(3) == 0 ? 20 : 1L << 30, 3_600_000)
                        .pathProbeDelayMs(random.nextInt(3) == 0 ? 200 : 30_000)
                        .build();
        SimWorld world = new SimWorld(seed, config);
        world.network.toServer = SimNetwork.Faults.random(random);
        world.network.toClient = SimNetwork.Faults.random(random);
        ConnectToken token =
                world.token(
                        world.grant()
                                .withAead(
                                        random.nextInt(8) == 0
                                                ? Aead.CHACHA20_POLY1305
                                                : Aead.AES_128_GCM));
        SimWorld.SimClient client = world.client(token, config);
        assertThat(world.runUntil(() -> world.serverLog.isConnected(), 60_000))
                .as(
                        () ->
                                "connects: "
                                        + client.client.state()
                                        + client.client.closeReason()
                                        + world.network.toServer
                                        + world.network.toClient
                                        + world.server.statisticsNow())
                .isTrue();
        Connection there = world.serverSide(client);
        Connection here = client.connection();
        if (random.nextInt(3) == 0) {
            wrap(here, there);
        }
        int[] sentUp = new int[Wire.CHANNELS];
        int[] sentDown = new int[Wire.CHANNELS];
        int rounds = 20 + random.nextInt(60);
        for (int round = 0; round < rounds; round++) {
            send(random, here, sentUp);
            send(random, there, sentDown);
            fault(random, world, client, totals);
            world.run(random.nextInt(40));
        }
        world.network.isPartitioned = false;
        boolean isDone =
                world.runUntil(
                        () ->
                                isComplete(sentUp, world.serverLog)
                                        && isComplete(sentDown, client.log),
                        120_000);
        assertThat(isDone)
                .as(
                        () ->
                                "all delivered: closes "
                                        + client.log.closes
                                        + world.serverLog.closes
                                        + " "
                                        + here.statistics()
                                        + there.statistics())
                .isTrue();
        assertThat(world.runUntil(() -> here.isDrained() && there.isDrained(), 60_000))
                .as("all acknowledged")
                .isTrue();
        add(totals, world.network.counts, here.statistics(), there.statistics());
        here.close(CloseReason.APPLICATION, "done");
        assertThat(world.runUntil(() -> world.server.connectionCount() == 0, 30_000))
                .as("the server forgets the connection")
                .isTrue();
        assertThat(world.serverLog.closes).hasSize(1);
    }

    private static boolean isComplete(int[] sent, TrafficLog log) {
        return log.received[0] == sent[0]
                && log.received[2] == sent[2]
                && log.received[3] == sent[3];
    }

    /// Moves both ends to just before every counter wraps.
    private static void wrap(Connection here, Connection there) {
        for (Connection[] pair : new Connection[][] {{here, there}, {there, here}}) {
            if (pair[0].sender.sent.inFlight() > 0) {
                return; // an acknowledgement is on its way; numbers cannot move now
            }
        }
        long numberUp = (1L << 32) - 20;
        long numberDown = (1L << 33) - 50;
        here.sender.startAt(numberUp, 0xFFF0);
        there.receiver.startAt(numberUp, 0xFFF0);
        there.sender.startAt(numberDown, 0x1_FFF8);
        here.receiver.startAt(numberDown, 0x1_FFF8);
    }

    private static void send(Random random, Connection connection, int[] sent) {
        int burst = random.nextInt(6);
        for (int i = 0; i < burst; i++) {
            int channel = random.nextInt(5);
            int size = SIZES[random.nextInt(SIZES.length)];
            if (connection.offer(channel, TrafficLog.message(sent[channel], size))) {
                sent[channel]++;
            }
        }
    }

    private static void fault(
            Random random, SimWorld world, SimWorld.SimClient client, Totals totals) {
        switch (random.nextInt(40)) {
            case 0 -> world.network.toServer = SimNetwork.Faults.random(random);
            case 1 -> world.network.toClient = SimNetwork.Faults.random(random);
            case 2 -> {
                world.network.isPartitioned = true;
                world.run(random.nextInt(2_000));
                world.network.isPartitioned = false;
            }
            case 3 -> client.io.rebind(SimWorld.address("10.1.0.2", 50_000 + random.nextInt(1000)));
            case 4 ->
                    client.io.rebind(
                            SimWorld.address("10.2.0." + (1 + random.nextInt(200)), 41_000));
            case 5 -> {
                world.wallMs += random.nextInt(7_200_000) - 3_600_000;
                totals.clockSteps++;
            }
            case 6 -> {
                // The process is stopped: time jumps, nothing runs in between.
                world.nowNs += random.nextInt(1_500) * 1_000_000L;
                totals.clockSteps++;
            }
            default -> {}
        }
    }

    private static void add(
            Totals totals,
            SimNetwork.Counts counts,
            ConnectionStatistics here,
            ConnectionStatistics there) {
        totals.lost += counts.lost;
        totals.duplicated += counts.duplicated;
        totals.reordered += counts.reordered;
        totals.corrupted += counts.corrupted;
        totals.overflowed += counts.overflowed;
        totals.tooBig += counts.tooBig;
        totals.partitioned += counts.partitioned;
        totals.migrations += there.migrations();
        totals.keyUpdates += here.keyUpdates() + there.keyUpdates();
        totals.retransmitted += here.messagesRetransmitted() + there.messagesRetransmitted();
        totals.spurious += here.spuriousLosses() + there.spuriousLosses();
        totals.pathProbes += here.datagramBytes() > 1200 ? 1 : 0;
    }
}
