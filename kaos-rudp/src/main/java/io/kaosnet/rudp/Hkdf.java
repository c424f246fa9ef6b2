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

    /// HKDF-Expand alone: `key` is already uniformly random.
    static byte[] expand(byte[] key, byte[] info, int lengthBytes) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.expandOnly(
                                    new SecretKeySpec(key, "HKDF"), info, lengthBytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK always has HKDF-SHA256", e);
        }
    }

    /// The first 16 bytes of HMAC-SHA256.
    static byte[] mac16(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(message), 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK always has HmacSHA256", e);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
