package io.kaosnet.rudp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The golden vectors of `docs/wire/rudp.md`: what a client in another language must reproduce.
final class WireVectorsTest {
    private static final long TOKEN_ID = 0x0807_0605_0403_0201L;
    private static final long CLIENT_RANDOM = 0x1122_3344_5566_7788L;
    private static final long CONNECTION_ID = 0x0A0B_0C0D_0E0F_1000L;
    private static final long NONCE = 0xA1A2_A3A4_A5A6_A7A8L;

    /// Counts 1, 2, 3, ... instead of being random. Owned by one test.
    private static final class Counting extends SecureRandom {
        private static final long serialVersionUID = 1;
        private byte next = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = next++;
            }
        }
    }

    private static ConnectToken token() {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 0x42);
        return new TokenSecrets(3, secret, new Counting())
                .issue(
                        TokenSecrets.Grant.player(
                                new UUID(0x0011_2233_4455_6677L, 0x8899_AABB_CCDD_EEFFL),
                                new UUID(0x0102_0304_0506_0708L, 0x090A_0B0C_0D0E_0F10L),
                                7),
                        1_800_000_000_000L,
                        30_000,
                        List.of("192.0.2.1:7350"));
    }

    /// Every vector of the document, computed.
    static Map<String, String> vectors() {
        Map<String, String> vectors = new TreeMap<>();
        ConnectToken token = token();
        PacketCipher cipher = new PacketCipher();
        byte[] packet = new byte[2048];
        vectors.put("token", hex(token.encode(), 0, token.encode().length));
        HandshakeCodec.writeConnect(packet, token);
        vectors.put("connect.first280", hex(packet, 0, HandshakeCodec.TOKEN_END));
        byte[] cookie = new byte[24];
        Arrays.fill(cookie, (byte) 0xC0);
        int length =
                HandshakeCodec.writeChallenge(
                        packet, cipher, token.serverToClient, TOKEN_ID, NONCE, cookie);
        vectors.put("challenge", hex(packet, 0, length));
        HandshakeCodec.writeResponse(packet, token, cipher, NONCE, cookie, CLIENT_RANDOM);
        vectors.put(
                "response.from280to336",
                hex(packet, HandshakeCodec.TOKEN_END, HandshakeCodec.TOKEN_END + 56));
        length =
                HandshakeCodec.writeDeny(
                        packet,
                        cipher,
                        token.serverToClient,
                        TOKEN_ID,
                        NONCE,
                        DenyReason.FULL.code());
        vectors.put("deny", hex(packet, 0, length));
        PacketKeys keys =
                token.clientToServer.forConnection(
                        Hkdf.newMac(), "c2s", CLIENT_RANDOM, CONNECTION_ID);
        vectors.put("data.c2s.key", hex(keys.secret(), 0, 32));
        vectors.put("data.c2s.iv", hex(keys.iv(), 0, 12));
        PacketKeys next = keys.next();
        vectors.put("data.c2s.next.key", hex(next.secret(), 0, 32));
        byte[] body =
                HexFormat.of()
                        .parseHex(
                                "01"
                                        + "05000000"
                                        + "0300"
                                        + "0f00000000000000"
                                        + "e02a0003616263"
                                        + "01");
        packet[0] = Wire.TYPE_DATA;
        Wire.putI64(packet, 1, CONNECTION_ID);
        Wire.putI32(packet, 9, 9);
        System.arraycopy(body, 0, packet, 13, body.length);
        int sealed = cipher.seal(keys, 0, 9, packet, 0, 13, 13, body.length);
        vectors.put("data.plain", hex(body, 0, body.length));
        vectors.put("data.packet", hex(packet, 0, 13 + sealed));
        return vectors;
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().formatHex(bytes, from, to);
    }

    @Test
    void thePublishedVectorsHold() throws IOException {
        try (InputStream in = WireVectorsTest.class.getResourceAsStream("rudp-vectors.txt")) {
            if (in == null) {
                throw new AssertionError("rudp-vectors.txt is missing");
            }
            StringBuilder computed = new StringBuilder();
            vectors()
                    .forEach(
                            (name, value) ->
                                    computed.append(name).append('=').append(value).append('\n'));
            assertThat(computed.toString())
                    .isEqualTo(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void lengthsOfOneAndTwoBytesAreReadAsWritten() {
        byte[] buffer = new byte[2];
        assertThat(Wire.putLength(buffer, 0, 127)).isEqualTo(1);
        assertThat(buffer[0]).isEqualTo((byte) 127);
        assertThat(Wire.putLength(buffer, 0, 1100)).isEqualTo(2);
        assertThat((buffer[0] & 0x7F) | (buffer[1] << 7)).isEqualTo(1100);
    }

    @Test
    void numbersAreRebuiltAcrossTheirWrap() {
        long near = (1L << 32) - 2;
        assertThat(Wire.rebuildPacketNumber(near, 1)).isEqualTo((1L << 32) + 1);
        assertThat(Wire.rebuildPacketNumber((1L << 32) + 3, -1)).isEqualTo((1L << 32) - 1);
        assertThat(Wire.rebuildSequence(0xFFFE, 1)).isEqualTo(0x1_0001);
        assertThat(Wire.rebuildSequence(0x1_0002, 0xFFFF)).isEqualTo(0xFFFF);
    }
}
