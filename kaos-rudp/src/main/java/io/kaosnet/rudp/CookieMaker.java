package io.kaosnet.rudp;

import io.kaosnet.rudp.io.PeerAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Stateless proof that a client receives what is sent to its address: expiry (8) and a MAC (16)
/// over address, token and expiry. Owned by one agent.
final class CookieMaker {
    private static final long LIFETIME_MS = 5_000;

    private final Mac mac;
    private final byte[] message = new byte[34];

    CookieMaker(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK always has HmacSHA256", e);
        }
    }

    byte[] make(PeerAddress address, long tokenId, long nowMs) {
        byte[] cookie = new byte[HandshakeCodec.COOKIE_BYTES];
        Wire.putI64(cookie, 0, nowMs + LIFETIME_MS);
        System.arraycopy(code(address, tokenId, nowMs + LIFETIME_MS), 0, cookie, 8, 16);
        return cookie;
    }

    boolean isValid(byte[] cookie, PeerAddress address, long tokenId, long nowMs) {
        long expiresMs = Wire.i64(cookie, 0);
        if (expiresMs < nowMs || expiresMs > nowMs + LIFETIME_MS) {
            return false;
        }
        byte[] expected = Arrays.copyOf(code(address, tokenId, expiresMs), 16);
        return MessageDigest.isEqual(
                expected, Arrays.copyOfRange(cookie, 8, HandshakeCodec.COOKIE_BYTES));
    }

    private byte[] code(PeerAddress address, long tokenId, long expiresMs) {
        Wire.putI64(message, 0, address.high());
        Wire.putI64(message, 8, address.low());
        Wire.putU16(message, 16, address.port());
        Wire.putI64(message, 18, tokenId);
        Wire.putI64(message, 26, expiresMs);
        return mac.doFinal(message);
    }
}
