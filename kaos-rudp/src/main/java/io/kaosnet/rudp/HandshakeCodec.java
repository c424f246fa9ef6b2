package io.kaosnet.rudp;

/// The clear and sealed parts of handshake packets. Immutable.
///
/// CONNECT and RESPONSE start alike:
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 1 | type |
/// | 1 | 1 | version |
/// | 2 | 1 | key id |
/// | 3 | 1 | AEAD |
/// | 4 | 8 | expires, seconds |
/// | 12 | 12 | token nonce |
/// | 24 | 256 | sealed claims |
///
/// RESPONSE goes on with a nonce (8) and, sealed, the cookie (24) and the client's random number
/// (8). CHALLENGE is type, token id (8), nonce (8), sealed cookie (24). DENY is type, token id (8),
/// nonce (8), reason (1), tag. RESET is type, connection id (8), reset token (16). VERSION is type,
/// the first 8 bytes of the token nonce, count (1), versions.
final class HandshakeCodec {
    static final int VERSION_OFFSET = 1;
    static final int KEY_ID_OFFSET = 2;
    static final int AEAD_OFFSET = 3;
    static final int EXPIRES_OFFSET = 4;
    static final int NONCE_OFFSET = 12;
    static final int SEALED_OFFSET = 24;
    static final int TOKEN_END = SEALED_OFFSET + ConnectToken.SEALED_BYTES;

    static final int COOKIE_BYTES = 24;
    static final int RESPONSE_NONCE_OFFSET = TOKEN_END;
    static final int RESPONSE_SEALED_OFFSET = TOKEN_END + 8;
    static final int RESPONSE_SEALED_BYTES = COOKIE_BYTES + 8 + Wire.TAG_BYTES;

    static final int CHALLENGE_SEALED_OFFSET = 17;
    static final int CHALLENGE_BYTES = CHALLENGE_SEALED_OFFSET + COOKIE_BYTES + Wire.TAG_BYTES;
    static final int DENY_REASON_OFFSET = 17;
    static final int DENY_BYTES = 18 + Wire.TAG_BYTES;
    static final int RESET_BYTES = 25;

    private HandshakeCodec() {}

    /// Writes the fields that CONNECT and RESPONSE share.
    static void writeToken(byte[] packet, int type, ConnectToken token) {
        packet[0] = (byte) type;
        packet[VERSION_OFFSET] = (byte) token.version;
        packet[KEY_ID_OFFSET] = (byte) token.keyId;
        packet[AEAD_OFFSET] = (byte) token.aead.id();
        Wire.putI64(packet, EXPIRES_OFFSET, token.expiresSeconds);
        System.arraycopy(token.nonce, 0, packet, NONCE_OFFSET, ConnectToken.NONCE_BYTES);
        System.arraycopy(token.sealed, 0, packet, SEALED_OFFSET, ConnectToken.SEALED_BYTES);
    }

    /// Writes a whole CONNECT of 1200 bytes.
    static int writeConnect(byte[] packet, ConnectToken token) {
        writeToken(packet, Wire.TYPE_CONNECT, token);
        java.util.Arrays.fill(packet, TOKEN_END, Wire.HANDSHAKE_DATAGRAM_BYTES, (byte) 0);
        return Wire.HANDSHAKE_DATAGRAM_BYTES;
    }

    /// Writes a whole RESPONSE of 1200 bytes.
    static int writeResponse(
            byte[] packet,
            ConnectToken token,
            PacketCipher cipher,
            long nonce,
            byte[] cookie,
            long clientRandom) {
        writeToken(packet, Wire.TYPE_RESPONSE, token);
        Wire.putI64(packet, RESPONSE_NONCE_OFFSET, nonce);
        System.arraycopy(cookie, 0, packet, RESPONSE_SEALED_OFFSET, COOKIE_BYTES);
        Wire.putI64(packet, RESPONSE_SEALED_OFFSET + COOKIE_BYTES, clientRandom);
        cipher.seal(
                token.clientToServer,
                Wire.TYPE_RESPONSE,
                nonce,
                packet,
                0,
                RESPONSE_SEALED_OFFSET,
                RESPONSE_SEALED_OFFSET,
                COOKIE_BYTES + 8);
        java.util.Arrays.fill(
                packet,
                RESPONSE_SEALED_OFFSET + RESPONSE_SEALED_BYTES,
                Wire.HANDSHAKE_DATAGRAM_BYTES,
                (byte) 0);
        return Wire.HANDSHAKE_DATAGRAM_BYTES;
    }

    /// Writes a CHALLENGE.
    static int writeChallenge(
            byte[] packet,
            PacketCipher cipher,
            PacketKeys serverToClient,
            long tokenId,
            long nonce,
            byte[] cookie) {
        packet[0] = (byte) Wire.TYPE_CHALLENGE;
        Wire.putI64(packet, 1, tokenId);
        Wire.putI64(packet, 9, nonce);
        System.arraycopy(cookie, 0, packet, CHALLENGE_SEALED_OFFSET, COOKIE_BYTES);
        cipher.seal(
                serverToClient,
                Wire.TYPE_CHALLENGE,
                nonce,
                packet,
                0,
                CHALLENGE_SEALED_OFFSET,
                CHALLENGE_SEALED_OFFSET,
                COOKIE_BYTES);
        return CHALLENGE_BYTES;
    }

    /// Writes a DENY.
    static int writeDeny(
            byte[] packet,
            PacketCipher cipher,
            PacketKeys serverToClient,
            long tokenId,
            long nonce,
            int reason) {
        packet[0] = (byte) Wire.TYPE_DENY;
        Wire.putI64(packet, 1, tokenId);
        Wire.putI64(packet, 9, nonce);
        packet[DENY_REASON_OFFSET] = (byte) reason;
        cipher.seal(
                serverToClient,
                Wire.TYPE_DENY,
                nonce,
                packet,
                0,
                DENY_REASON_OFFSET + 1,
                DENY_REASON_OFFSET + 1,
                0);
        return DENY_BYTES;
    }
}
