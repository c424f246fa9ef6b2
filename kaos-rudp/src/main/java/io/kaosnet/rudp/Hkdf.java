package io.kaosnet.rudp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// HKDF-SHA256 and HMAC-SHA256 (RFC 5869, RFC 2104). Immutable.
final class Hkdf {
    private Hkdf() {}

    /// HKDF-Extract with `salt`, then HKDF-Expand with `info`.
    static byte[] derive(byte[] secret, byte[] salt, byte[] info, int lengthBytes) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .addSalt(salt)
                                    .thenExpand(info, lengthBytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK always has HKDF-SHA256", e);
        }
    }

    /// HKDF-Expand alone (RFC 5869, 2.3): `key` is already uniformly random.
    static byte[] expand(byte[] key, byte[] info, int lengthBytes) {
        return expand(mac(key), info, lengthBytes);
    }

    /// HKDF-Expand with a MAC that has its key: connections are opened by the thousand, and making
    /// the JDK's objects costs more than the arithmetic.
    static byte[] expand(Mac mac, byte[] info, int lengthBytes) {
        byte[] out = new byte[lengthBytes];
        byte[] block = {};
        int at = 0;
        for (int i = 1; at < lengthBytes; i++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) i);
            block = mac.doFinal();
            int length = Math.min(block.length, lengthBytes - at);
            System.arraycopy(block, 0, out, at, length);
            at += length;
        }
        return out;
    }

    /// HKDF-Extract (RFC 5869, 2.2).
    static byte[] extract(byte[] secret, byte[] salt) {
        return mac(salt).doFinal(secret);
    }

    static Mac mac(byte[] key) {
        Mac mac = newMac();
        setKey(mac, key);
        return mac;
    }

    /// A MAC without a key; see [#setKey].
    static Mac newMac() {
        try {
            return Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK always has HmacSHA256", e);
        }
    }

    static void setKey(Mac mac, byte[] key) {
        try {
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC takes any key", e);
        }
    }

    /// The first 16 bytes of HMAC-SHA256.
    static byte[] mac16(Mac mac, byte[] message) {
        return Arrays.copyOf(mac.doFinal(message), 16);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
