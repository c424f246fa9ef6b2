package io.kaosnet.rudp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kaosnet.rudp.io.PeerAddress;

/// Whatever arrives, with valid keys or without: nothing is thrown, memory stays bounded, and who
/// is not a peer gets less back than he sent.
final class RudpFuzzTest {
    private static final int MAX_PACKETS = 12;
    private static final int MAX_BUFFERED_BYTES = 600 << 10;
    private static final PeerAddress STRANGER = SimWorld.address("192.0.2.77", 4444);

    private static SimWorld world() {
        SimWorld world = new SimWorld(1);
        world.serverLog.isChecking = false;
        return world;
    }

    /// A peer that holds the keys but sends what it likes. The first byte picks the receiver.
    @FuzzTest
    void plainText(FuzzedDataProvider input) {
        SimWorld world = world();
        SimWorld.SimClient client = world.connectedClient();
        client.log.isChecking = false;
        boolean isServer = input.consumeBoolean();
        Connection target = isServer ? world.serverSide(client) : client.connection();
        PeerAddress from = isServer ? client.io.address() : SimWorld.SERVER;
        for (int i = 0; i < MAX_PACKETS && input.remainingBytes() > 0; i++) {
            int length = input.consumeInt(1, 1200);
            byte[] packet = input.consumeBytes(length);
            if (packet.length == 0 || !target.isConnected()) {
                break;
            }
            byte[] plain = java.util.Arrays.copyOf(packet, 2048);
            int result = target.reader.onFrames(from, plain, packet.length, world.nowNs);
            assertThat(result).isBetween(PacketReader.RESULT_FAILED, PacketReader.RESULT_EAGER);
            world.run(input.consumeInt(0, 3));
            assertThat(target.receiver.bufferedBytes()).isLessThan(MAX_BUFFERED_BYTES);
        }
        world.run(50);
    }

    /// A stranger's datagrams at the server: no connection, and never more bytes back than came.
    @FuzzTest
    void datagramsToTheServer(FuzzedDataProvider input) {
        SimWorld world = world();
        world.connectedClient();
        long[] answered = new long[1];
        world.network.filter =
                (_, to, bytes) -> {
                    answered[0] += to.matches(STRANGER) ? bytes.length : 0;
                    return false;
                };
        byte[] connect = new byte[1200];
        HandshakeCodec.writeConnect(connect, world.token());
        long sent = 0;
        for (int i = 0; i < MAX_PACKETS && input.remainingBytes() > 0; i++) {
            byte[] datagram;
            if (input.consumeBoolean()) { // a good one, damaged
                datagram = connect.clone();
                for (int n = input.consumeInt(0, 8); n > 0; n--) {
                    datagram[input.consumeInt(0, 400)] ^= input.consumeByte();
                }
            } else {
                datagram = input.consumeBytes(input.consumeInt(0, 1500));
            }
            sent += datagram.length;
            world.network.inject(STRANGER, SimWorld.SERVER, datagram);
            world.run(2);
        }
        world.run(20);
        assertThat(answered[0]).isLessThanOrEqualTo(sent);
        assertThat(world.server.connectionCount()).isEqualTo(1);
    }

    /// A stranger's datagrams at a client, in the server's name, at any point of its life.
    @FuzzTest
    void datagramsToAClient(FuzzedDataProvider input) {
        SimWorld world = world();
        SimWorld.SimClient client = world.client();
        int before = input.consumeInt(0, 6);
        for (int i = 0; i < before; i++) {
            world.step();
        }
        for (int i = 0; i < MAX_PACKETS && input.remainingBytes() > 0; i++) {
            byte[] datagram = input.consumeBytes(input.consumeInt(0, 1500));
            world.network.inject(SimWorld.SERVER, client.io.address(), datagram);
            world.run(2);
        }
        assertThat(world.runUntil(client.log::isConnected, 9_000)).isTrue();
    }

    @FuzzTest
    void token(byte[] input) {
        ConnectToken token;
        try {
            token = ConnectToken.decode(input);
        } catch (IllegalArgumentException _) { // refused, as it should be
            return;
        }
        assertThat(token.encode()).isEqualTo(input);
    }
}
