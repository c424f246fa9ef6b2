package io.kaosnet.rudp;

import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Key and iv of one direction in one key phase. Immutable until [#destroy].
final class PacketKeys {
    static final int SECRET_BYTES = 32;
    static final int IV_BYTES = 12;
    private static final byte[] NEXT = Hkdf.ascii("krt next");

    private final Aead aead;
    private final byte[] secret;
    private final byte[] iv;
    private final SecretKeySpec key;

    PacketKeys(Aead aead, byte[] secret, byte[] iv) {
        this.aead = aead;
        this.secret = secret;
        this.iv = iv;
        this.key = new SecretKeySpec(secret, 0, aead.keyBytes(), aead.keyAlgorithm());
    }

    Aead aead() {
        return aead;
    }

    SecretKeySpec key() {
        return key;
    }

    byte[] secret() {
        return secret;
    }

    long fetch() {
        return (long) iv[0] + key.hashCode(); // the only way to its bytes that copies none
    }

    byte[] iv() {
        return iv;
    }

    /// The keys of DATA packets: bound to the client's random number and the connection id, so that
    /// a token that is accepted twice (a restarted server) never repeats a nonce.
    ///
    /// @param mac any, its key is replaced
    PacketKeys forConnection(Mac mac, String direction, long clientRandom, long connectionId) {
        byte[] label = Hkdf.ascii("krt data " + direction);
        byte[] info = Arrays.copyOf(label, label.length + 16);
        Wire.putI64(info, label.length, clientRandom);
        Wire.putI64(info, label.length + 8, connectionId);
        Hkdf.setKey(mac, secret);
        return expanded(mac, info);
    }

    /// The keys of the next key phase.
    PacketKeys next() {
        return expanded(Hkdf.mac(secret), NEXT);
    }

    private PacketKeys expanded(Mac mac, byte[] info) {
        byte[] bytes = Hkdf.expand(mac, info, SECRET_BYTES + IV_BYTES);
        PacketKeys keys =
                new PacketKeys(
                        aead,
                        Arrays.copyOf(bytes, SECRET_BYTES),
                        Arrays.copyOfRange(bytes, SECRET_BYTES, SECRET_BYTES + IV_BYTES));
        Arrays.fill(bytes, (byte) 0);
        return keys;
    }

    /// Forgets the secret bytes that are ours to forget.
    void destroy() {
        Arrays.fill(secret, (byte) 0);
        Arrays.fill(iv, (byte) 0);
    }
}
