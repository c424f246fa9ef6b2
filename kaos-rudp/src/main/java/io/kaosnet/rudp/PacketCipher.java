package io.kaosnet.rudp;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/// Seals and opens packets for all connections of one agent. Owned by one agent.
///
/// Two JCE ciphers per algorithm are re-initialised for every packet: a cipher object per
/// connection would cost megabytes for thousands of idle players.
final class PacketCipher {
    private final @Nullable Cipher[] encryptors = new Cipher[3];
    private final @Nullable Cipher[] decryptors = new Cipher[3];
    private final byte[] nonce = new byte[PacketKeys.IV_BYTES];

    /// Seals `length` bytes at `plainOffset` in place and appends the tag.
    ///
    /// @param domain changes the nonce so that handshake packets can never share one with data
    /// @return bytes of cipher text and tag
    int seal(
            PacketKeys keys,
            int domain,
            long number,
            byte[] buffer,
            int aadOffset,
            int aadLength,
            int plainOffset,
            int length) {
        try {
            Cipher cipher = cipher(encryptors, keys.aead());
            cipher.init(Cipher.ENCRYPT_MODE, keys.key(), parameters(keys, domain, number));
            cipher.updateAAD(buffer, aadOffset, aadLength);
            return cipher.doFinal(buffer, plainOffset, length, buffer, plainOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal packet " + number, e);
        }
    }

    /// Opens `length` bytes of cipher text and tag into `plain` and returns how many bytes that
    /// are, or -1 when the packet is not authentic.
    int open(
            PacketKeys keys,
            int domain,
            long number,
            byte[] buffer,
            int aadOffset,
            int aadLength,
            int sealedOffset,
            int length,
            byte[] plain) {
        if (length < Wire.TAG_BYTES) {
            return -1;
        }
        try {
            Cipher cipher = cipher(decryptors, keys.aead());
            cipher.init(Cipher.DECRYPT_MODE, keys.key(), parameters(keys, domain, number));
            cipher.updateAAD(buffer, aadOffset, aadLength);
            return cipher.doFinal(buffer, sealedOffset, length, plain, 0);
        } catch (GeneralSecurityException _) {
            // A forged or damaged packet. JCE has no way to say so without an exception.
            return -1;
        }
    }

    private AlgorithmParameterSpec parameters(PacketKeys keys, int domain, long number) {
        byte[] iv = keys.iv();
        System.arraycopy(iv, 0, nonce, 0, PacketKeys.IV_BYTES);
        nonce[0] ^= (byte) domain;
        Wire.putI64(nonce, 4, Wire.i64(nonce, 4) ^ number);
        return switch (keys.aead()) {
            case AES_128_GCM -> new GCMParameterSpec(128, nonce);
            case CHACHA20_POLY1305 -> new IvParameterSpec(nonce);
        };
    }

    private static Cipher cipher(@Nullable Cipher[] ciphers, Aead aead)
            throws GeneralSecurityException {
        Cipher cipher = ciphers[aead.id()];
        if (cipher == null) {
            cipher = Cipher.getInstance(aead.transformation());
            ciphers[aead.id()] = cipher;
        }
        return cipher;
    }
}
