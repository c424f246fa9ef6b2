package io.kaosnet.rudp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.rudp.io.PeerAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What an attacker can try with datagrams, tried.
final class AttackTest {
    private static final PeerAddress VICTIM = SimWorld.address("192.0.2.1", 53);

    /// Bytes that the network saw from one address to another. Owned by one test.
    private static List<byte[]> capture(SimWorld world, boolean isToServer, Runnable action) {
        List<byte[]> captured = new ArrayList<>();
        world.network.filter =
                (from, to, bytes) -> {
                    if (to.matches(SimWorld.SERVER) == isToServer) {
                        captured.add(bytes);
                    }
                    return false;
                };
        action.run();
        world.network.filter = null;
        return captured;
    }

    @Test
    void aSpoofedConnectGetsLessThanAThirdBackAndLeavesNoState() {
        SimWorld world = new SimWorld(1);
        byte[] connect = new byte[1200];
        long[] answered = new long[1];
        world.network.filter =
                (from, to, bytes) -> {
                    answered[0] += to.matches(VICTIM) ? bytes.length : 0;
                    return false;
                };
        long sent = 0;
        for (int i = 0; i < 40; i++) {
            HandshakeCodec.writeConnect(connect, world.token());
            world.network.inject(VICTIM, SimWorld.SERVER, connect.clone());
            sent += connect.length;
            world.run(10);
        }
        assertThat(world.server.statisticsNow().challengesSent()).isEqualTo(40);
        assertThat(answered[0]).isPositive().isLessThan(sent / 18);
        assertThat(world.server.connectionCount()).isZero();
        assertThat(world.server.statisticsNow().accepted()).isZero();
    }

    @Test
    void aFloodFromOneAddressIsLimitedAndOthersStillConnect() {
        SimWorld world = new SimWorld(1);
        byte[] connect = new byte[1200];
        HandshakeCodec.writeConnect(connect, world.token());
        for (int i = 0; i < 5_000; i++) {
            world.network.inject(VICTIM, SimWorld.SERVER, connect);
        }
        world.run(30);
        assertThat(world.server.statisticsNow().challengesSent()).isLessThan(60);
        assertThat(world.server.statisticsNow().handshakesLimited()).isGreaterThan(4_900);
        world.connectedClient();
    }

    @Test
    void noDatagramIsAnsweredWithMoreThanItBrought() {
        SimWorld world = new SimWorld(2);
        Random random = new Random(2);
        long[] answered = new long[1];
        world.network.filter =
                (from, to, bytes) -> {
                    answered[0] += to.matches(VICTIM) ? bytes.length : 0;
                    return false;
                };
        long sent = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(1400)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) (0x50 | random.nextInt(16));
            }
            world.network.inject(VICTIM, SimWorld.SERVER, bytes);
            sent += bytes.length;
        }
        world.run(50);
        assertThat(answered[0]).isPositive().isLessThan(sent / 100);
        assertThat(world.server.connectionCount()).isZero();
    }

    @Test
    void aResetIsShorterThanWhatCausedIt() {
        SimWorld world = new SimWorld(2);
        byte[] data = new byte[Wire.DATA_MIN_BYTES];
        data[0] = Wire.TYPE_DATA;
        List<byte[]> answers =
                capture(
                        world,
                        false,
                        () -> {
                            world.network.inject(VICTIM, SimWorld.SERVER, data);
                            world.run(5);
                        });
        assertThat(answers)
                .singleElement()
                .satisfies(a -> assertThat(a.length).isLessThan(data.length));
    }

    @Test
    void replayedPacketsAreDropped() {
        SimWorld world = new SimWorld(3);
        SimWorld.SimClient client = world.connectedClient();
        List<byte[]> captured =
                capture(
                        world,
                        true,
                        () -> {
                            for (int i = 0; i < 50; i++) {
                                client.connection().offer(4, TrafficLog.message(i, 64));
                                client.connection().offer(0, TrafficLog.message(i, 64));
                                world.run(5);
                            }
                        });
        Connection there = world.serverSide(client);
        long before = there.statistics().packetsReceived();
        int unreliable = world.serverLog.received[4];
        for (byte[] bytes : captured) {
            world.network.inject(client.io.address(), SimWorld.SERVER, bytes);
            world.network.inject(VICTIM, SimWorld.SERVER, bytes);
        }
        world.run(5);
        assertThat(there.statistics().replays()).isGreaterThanOrEqualTo(2L * captured.size());
        assertThat(world.serverLog.received[4]).isEqualTo(unreliable);
        assertThat(there.statistics().packetsReceived()).isLessThan(before + 5);
        assertThat(there.address().matches(client.io.address())).as("no migration").isTrue();
    }

    @Test
    void everyFlippedBitMakesAPacketWorthless() {
        SimWorld world = new SimWorld(4);
        SimWorld.SimClient client = world.connectedClient();
        List<byte[]> captured = new ArrayList<>();
        world.network.filter =
                (from, to, bytes) -> {
                    if (to.matches(SimWorld.SERVER)) {
                        captured.add(bytes);
                        return true; // the original never arrives
                    }
                    return false;
                };
        client.connection().offer(4, TrafficLog.message(0, 40));
        world.run(2);
        world.network.filter = null;
        byte[] original = captured.getFirst();
        Connection there = world.serverSide(client);
        long received = there.statistics().packetsReceived();
        for (int bit = 0; bit < original.length * 8; bit++) {
            byte[] flipped = original.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            there.onData(client.io.address(), flipped, 0, flipped.length, world.nowNs);
        }
        for (int length = Wire.DATA_MIN_BYTES; length < original.length; length++) {
            there.onData(client.io.address(), original, 0, length, world.nowNs);
        }
        assertThat(there.statistics().packetsReceived()).isEqualTo(received);
        assertThat(world.serverLog.received[4]).isZero();
        there.onData(client.io.address(), original, 0, original.length, world.nowNs);
        assertThat(world.serverLog.received[4]).as("the untouched one is good").isEqualTo(1);
    }

    @Test
    void forgedAcksAndClosesChangeNothing() {
        SimWorld world = new SimWorld(5);
        SimWorld.SimClient client = world.connectedClient();
        SimWorld.SimClient other = world.connectedClient();
        // Sealed with another player's keys, under this player's id.
        List<byte[]> captured =
                capture(
                        world,
                        true,
                        () -> {
                            other.connection().close(CloseReason.APPLICATION, "bye");
                            world.run(20);
                        });
        Connection there = world.serverSide(client);
        for (byte[] bytes : captured) {
            byte[] forged = bytes.clone();
            Wire.putI64(forged, 1, client.connection().id());
            world.network.inject(client.io.address(), SimWorld.SERVER, forged);
        }
        byte[] reset = new byte[25];
        reset[0] = Wire.TYPE_RESET;
        Wire.putI64(reset, 1, client.connection().id());
        world.network.inject(SimWorld.SERVER, client.io.address(), reset);
        world.run(20);
        assertThat(there.statistics().forgeries()).isPositive();
        assertThat(client.connection().isConnected()).isTrue();
        assertThat(there.isConnected()).isTrue();
    }

    @Test
    void aTokenWorksOnceAndForOneAddress() {
        SimWorld world = new SimWorld(6);
        SimWorld.SimClient first = world.connectedClient();
        SimWorld.SimClient thief = world.client(first.token, RudpConfig.defaults());
        world.runUntil(() -> !thief.log.closes.isEmpty(), 9_000);
        assertThat(thief.log.closes)
                .containsExactly(new CloseReason(CloseReason.DENIED, "USED", true));
        assertThat(first.connection().isConnected()).isTrue();
    }

    @Test
    void oldForeignAndBoundTokensAreRefused() throws java.net.UnknownHostException {
        SimWorld world = new SimWorld(7);
        ConnectToken old = world.token();
        world.wallMs += 40_000;
        SimWorld.SimClient late = world.client(old, RudpConfig.defaults());
        world.runUntil(() -> !late.log.closes.isEmpty(), 9_000);
        assertThat(late.log.closes.getFirst().text()).isEqualTo("EXPIRED");

        TokenSecrets foreign = new TokenSecrets(1, new byte[32]);
        SimWorld.SimClient stranger =
                world.client(
                        foreign.issue(world.grant(), world.wallMs, 30_000, List.of("h:1")),
                        RudpConfig.defaults());
        world.runUntil(() -> !stranger.log.closes.isEmpty(), 15_000);
        assertThat(stranger.log.closes.getFirst().code()).isEqualTo(CloseReason.UNREACHABLE);
        assertThat(world.server.statisticsNow().tokensRefused()).isPositive();

        SimWorld.SimClient moved =
                world.client(
                        world.token(
                                world.grant().withBoundIp(InetAddress.getByName("203.0.113.7"))),
                        RudpConfig.defaults());
        world.runUntil(() -> !moved.log.closes.isEmpty(), 9_000);
        assertThat(moved.log.closes.getFirst().text()).isEqualTo("WRONG_ADDRESS");

        SimWorld.SimClient wrongGame =
                world.client(
                        world.token(
                                TokenSecrets.Grant.player(
                                        java.util.UUID.randomUUID(),
                                        java.util.UUID.randomUUID(),
                                        99)),
                        RudpConfig.defaults());
        world.runUntil(() -> !wrongGame.log.closes.isEmpty(), 9_000);
        assertThat(wrongGame.log.closes.getFirst().text()).isEqualTo("UNKNOWN_APP");
    }

    @Test
    void oneUserGetsFourConnections() {
        SimWorld world = new SimWorld(8);
        TokenSecrets.Grant grant = world.grant();
        List<SimWorld.SimClient> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(world.client(world.token(grant), RudpConfig.defaults()));
            world.run(100);
        }
        assertThat(world.server.connectionCount()).isEqualTo(4);
        assertThat(clients.getLast().log.closes.getFirst().text()).isEqualTo("USER_LIMIT");
    }

    @Test
    void aClientAboveItsRateClassIsSlowedAndThenClosed() {
        SimWorld world = new SimWorld(9, RudpConfig.defaults());
        SimWorld.SimClient client =
                world.client(
                        world.token(world.grant().withRateClass(RateClass.STANDARD)),
                        RudpConfig.defaults());
        assertThat(world.runUntil(client.log::isConnected, 9_000)).isTrue();
        world.run(50);
        Connection there = world.serverSide(client);
        for (int i = 0; i < 5_000 && client.log.closes.isEmpty(); i++) {
            client.connection().offer(4, TrafficLog.message(i, 100));
            world.run(1);
        }
        assertThat(there.statistics().policed()).isPositive();
        assertThat(client.log.closes)
                .singleElement()
                .extracting(CloseReason::code)
                .isEqualTo(CloseReason.RATE);
    }

    @Test
    void anIntruderCannotStealAnAddressWithACopiedPacket() {
        SimWorld world = new SimWorld(10);
        SimWorld.SimClient client = world.connectedClient();
        Connection there = world.serverSide(client);
        // The attacker is on the path: the original is held back, its copy comes from elsewhere.
        world.network.filter =
                (from, to, bytes) -> {
                    if (to.matches(SimWorld.SERVER) && !from.matches(VICTIM)) {
                        world.network.inject(VICTIM, SimWorld.SERVER, bytes);
                        return true;
                    }
                    return false;
                };
        client.connection().offer(0, TrafficLog.message(0, 64));
        world.run(100);
        world.network.filter = null;
        for (int i = 1; i < 20; i++) {
            client.connection().offer(0, TrafficLog.message(i, 64));
            world.run(50);
        }
        assertThat(there.statistics().migrations()).isZero();
        assertThat(there.address().matches(client.io.address())).isTrue();
        assertThat(client.connection().isConnected()).isTrue();
    }

    @Test
    void aMaliciousPeerWithValidKeysCannotBreakTheDecoder() {
        // Everything below the seal, random: the worst that an authenticated player can send.
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            if (seed % 500 == 0) {
                fuzzWorld = new SimWorld(seed);
                fuzzClient = fuzzWorld.connectedClient();
                fuzzWorld.serverLog.isChecking = false;
                fuzzClient.log.isChecking = false;
            }
            SimWorld world = fuzzWorld;
            SimWorld.SimClient client = fuzzClient;
            if (world == null || client == null) {
                throw new AssertionError("set up above");
            }
            Connection target = random.nextBoolean() ? client.connection() : find(world, client);
            if (target == null || !target.isConnected()) {
                fuzzWorld = new SimWorld(seed);
                fuzzClient = fuzzWorld.connectedClient();
                fuzzWorld.serverLog.isChecking = false;
                fuzzClient.log.isChecking = false;
                continue;
            }
            byte[] plain = new byte[2048];
            int length = 1 + random.nextInt(200);
            for (int i = 0; i < length; i++) {
                plain[i] =
                        (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(10));
            }
            if (random.nextBoolean()) {
                plain[0] = 0;
                plain[1] = (byte) (0x80 | random.nextInt(128));
            }
            target.reader.onFrames(client.io.address(), plain, length, world.nowNs);
            world.run(1);
            assertThat(target.receiver.bufferedBytes()).isLessThan(600 << 10);
        }
    }

    private @org.jspecify.annotations.Nullable SimWorld fuzzWorld;
    private SimWorld.@org.jspecify.annotations.Nullable SimClient fuzzClient;

    private static @org.jspecify.annotations.Nullable Connection find(
            SimWorld world, SimWorld.SimClient client) {
        return world.server.find(client.connection().id());
    }

    @Test
    void damagedTokensNeverDecodeIntoSomethingElse() {
        SimWorld world = new SimWorld(11);
        byte[] good = world.token().encode();
        assertThat(ConnectToken.decode(good).encode()).isEqualTo(good);
        assertThat(ConnectToken.decode(good).toString()).contains("secrets=***");
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> ConnectToken.decode(cut))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
