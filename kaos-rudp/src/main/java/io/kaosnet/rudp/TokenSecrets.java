package io.kaosnet.rudp;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The cluster's secrets: they seal connect tokens and open them again. Safe from any thread.
///
/// Two secrets are kept, the current one and the one before, so that tokens survive a rotation. Any
/// node that has the secret of a token can accept it.
public final class TokenSecrets {
    /// Length of a secret.
    public static final int SECRET_BYTES = 32;

    private static final byte[] SALT = Hkdf.ascii("kaos-rudp token v1");
    private static final int CLAIMS_BYTES = 240;
    private static final int AAD_BYTES = 11;
    private static final int FLAG_BOUND_IP = 0x01;

    /// One secret with its number. Immutable.
    private static final class Secret {
        private final int keyId;
        private final byte[] bytes;
        private final byte[] extracted;

        Secret(int keyId, byte[] bytes) {
            this.keyId = keyId;
            this.bytes = bytes;
            this.extracted = Hkdf.extract(bytes, SALT);
        }

        int keyId() {
            return keyId;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    private final SecureRandom random;
    private volatile Secret current;
    private volatile @Nullable Secret previous;

    /// @param keyId 0..255, the same on every node for the same secret
    /// @param secret 32 random bytes
    public TokenSecrets(int keyId, byte[] secret) {
        this(keyId, secret, new SecureRandom());
    }

    TokenSecrets(int keyId, byte[] secret, SecureRandom random) {
        this.current = checked(keyId, secret);
        this.random = random;
    }

    /// Secrets of one process: tokens are only good here and only until it ends.
    public static TokenSecrets generate() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new TokenSecrets(0, secret);
    }

    /// Makes a new secret the current one; the one before stays good for opening.
    public void rotate(int keyId, byte[] secret) {
        Secret next = checked(keyId, secret);
        previous = current;
        current = next;
    }

    /// Who a token is for and what it allows. Immutable.
    ///
    /// @param userId the authenticated user
    /// @param sessionId the session that asks
    /// @param appId which game on the port
    /// @param aead the cipher of the connection
    /// @param rateClass how much the client may send
    /// @param channels bit n set: channel n may be used
    /// @param idleTimeoutMs silence after which the connection is dead
    /// @param boundIp the only address that may use the token, or null for any
    /// @param userData up to 64 bytes for the application
    public record Grant(
            UUID userId,
            UUID sessionId,
            int appId,
            Aead aead,
            RateClass rateClass,
            int channels,
            int idleTimeoutMs,
            @Nullable InetAddress boundIp,
            TokenClaims.UserData userData) {

        /// An ordinary player of game `appId`.
        public static Grant player(UUID userId, UUID sessionId, int appId) {
            return new Grant(
                    userId,
                    sessionId,
                    appId,
                    Aead.AES_128_GCM,
                    RateClass.STANDARD,
                    0xFFFF,
                    10_000,
                    null,
                    TokenClaims.UserData.NONE);
        }

        /// The same grant with another rate class.
        public Grant withRateClass(RateClass other) {
            return new Grant(
                    userId,
                    sessionId,
                    appId,
                    aead,
                    other,
                    channels,
                    idleTimeoutMs,
                    boundIp,
                    userData);
        }

        /// The same grant with another cipher.
        public Grant withAead(Aead other) {
            return new Grant(
                    userId,
                    sessionId,
                    appId,
                    other,
                    rateClass,
                    channels,
                    idleTimeoutMs,
                    boundIp,
                    userData);
        }

        /// The same grant with another time of silence, 1 s to 65 s.
        public Grant withIdleTimeoutMs(int other) {
            return new Grant(
                    userId, sessionId, appId, aead, rateClass, channels, other, boundIp, userData);
        }

        /// The same grant for one client address only.
        public Grant withBoundIp(InetAddress other) {
            return new Grant(
                    userId,
                    sessionId,
                    appId,
                    aead,
                    rateClass,
                    channels,
                    idleTimeoutMs,
                    other,
                    userData);
        }

        /// The same grant with bytes of the application.
        public Grant withUserData(byte[] other) {
            return new Grant(
                    userId,
                    sessionId,
                    appId,
                    aead,
                    rateClass,
                    channels,
                    idleTimeoutMs,
                    boundIp,
                    new TokenClaims.UserData(other));
        }
    }

    /// Issues a token.
    ///
    /// @param nowMs wall time
    /// @param lifetimeMs how long it can be used to connect
    /// @param endpoints 1..8 of `host:port`
    public ConnectToken issue(Grant grant, long nowMs, long lifetimeMs, List<String> endpoints) {
        byte[] seed = new byte[8 + ConnectToken.NONCE_BYTES + 2 * 44];
        random.nextBytes(seed);
        long tokenId = Wire.i64(seed, 0);
        byte[] nonce = Arrays.copyOfRange(seed, 8, 20);
        PacketKeys clientToServer = ConnectToken.keys(grant.aead(), seed, 20);
        PacketKeys serverToClient = ConnectToken.keys(grant.aead(), seed, 64);
        Secret secret = current;
        long expires = Math.ceilDiv(nowMs + lifetimeMs, 1000);
        byte[] claims = claims(grant, tokenId, clientToServer, serverToClient, nowMs);
        byte[] sealed =
                crypt(
                        newCipher(),
                        Cipher.ENCRYPT_MODE,
                        Hkdf.expand(secret.extracted, nonce, SECRET_BYTES),
                        nonce,
                        aad(Wire.VERSION, secret.keyId(), grant.aead().id(), expires),
                        claims,
                        0,
                        CLAIMS_BYTES);
        if (sealed == null) {
            throw new IllegalStateException("sealing a token cannot fail");
        }
        return new ConnectToken(
                Wire.VERSION,
                grant.aead(),
                secret.keyId(),
                expires,
                tokenId,
                nonce,
                sealed,
                clientToServer,
                serverToClient,
                grant.idleTimeoutMs(),
                endpoints);
    }

    /// An opened token: the claims and the handshake keys of both directions.
    record Opened(
            TokenClaims claims,
            PacketKeys clientToServer,
            PacketKeys serverToClient,
            boolean isBoundToIp,
            long boundHigh,
            long boundLow) {}

    /// Opens the token fields of a CONNECT or RESPONSE, or returns null when they are not ours.
    ///
    /// @param memory of the agent that calls
    @Nullable Opened open(
            AgentMemory memory,
            int keyId,
            int aeadId,
            long expires,
            byte[] packet,
            int nonceOffset) {
        Secret secret = find(keyId);
        Aead aead = Aead.find(aeadId);
        if (secret == null || aead == null) {
            return null;
        }
        byte[] nonce =
                Arrays.copyOfRange(packet, nonceOffset, nonceOffset + ConnectToken.NONCE_BYTES);
        byte[] claims =
                crypt(
                        memory.tokenCipher,
                        Cipher.DECRYPT_MODE,
                        Hkdf.expand(extracted(memory, secret), nonce, SECRET_BYTES),
                        nonce,
                        aad(Wire.VERSION, keyId, aeadId, expires),
                        packet,
                        nonceOffset + ConnectToken.NONCE_BYTES,
                        ConnectToken.SEALED_BYTES);
        return claims == null ? null : opened(aead, claims);
    }

    /// A key for cookies, derived from the current secret, that all nodes share.
    byte[] cookieKey(int keyId) {
        Secret secret = find(keyId);
        return Hkdf.derive(
                secret == null ? current.bytes() : secret.bytes(),
                SALT,
                Hkdf.ascii("cookie"),
                SECRET_BYTES);
    }

    private static byte[] claims(
            Grant grant,
            long tokenId,
            PacketKeys clientToServer,
            PacketKeys serverToClient,
            long nowMs) {
        byte[] out = new byte[CLAIMS_BYTES];
        Wire.putI64(out, 0, tokenId);
        putUuid(out, 8, grant.userId());
        putUuid(out, 24, grant.sessionId());
        Wire.putI32(out, 40, grant.appId());
        ConnectToken.putKeys(out, 44, clientToServer);
        ConnectToken.putKeys(out, 88, serverToClient);
        out[133] = (byte) grant.rateClass().wire();
        Wire.putU16(out, 134, grant.channels());
        InetAddress bound = grant.boundIp();
        if (bound != null) {
            out[132] |= FLAG_BOUND_IP;
            byte[] ip = bound.getAddress();
            if (ip.length == 4) {
                out[146] = (byte) 0xFF;
                out[147] = (byte) 0xFF;
            }
            System.arraycopy(ip, 0, out, 136 + 16 - ip.length, ip.length);
        }
        Wire.putI64(out, 152, nowMs);
        Wire.putU16(out, 160, grant.idleTimeoutMs());
        byte[] userData = grant.userData().bytes();
        out[162] = (byte) userData.length;
        System.arraycopy(userData, 0, out, 163, userData.length);
        return out;
    }

    private static @Nullable Opened opened(Aead aead, byte[] in) {
        int userDataBytes = Wire.u8(in, 162);
        int idleTimeoutMs = Wire.u16(in, 160);
        if (userDataBytes > TokenClaims.UserData.MAX_BYTES || idleTimeoutMs < 1000) {
            return null;
        }
        TokenClaims claims =
                new TokenClaims(
                        Wire.i64(in, 0),
                        uuid(in, 8),
                        uuid(in, 24),
                        Wire.i32(in, 40),
                        RateClass.of(in[133]),
                        Wire.u16(in, 134),
                        idleTimeoutMs,
                        Wire.i64(in, 152),
                        new TokenClaims.UserData(Arrays.copyOfRange(in, 163, 163 + userDataBytes)));
        return new Opened(
                claims,
                ConnectToken.keys(aead, in, 44),
                ConnectToken.keys(aead, in, 88),
                (in[132] & FLAG_BOUND_IP) != 0,
                Long.reverseBytes(Wire.i64(in, 136)),
                Long.reverseBytes(Wire.i64(in, 144)));
    }

    private static byte[] aad(int version, int keyId, int aeadId, long expires) {
        byte[] aad = new byte[AAD_BYTES];
        aad[0] = (byte) version;
        aad[1] = (byte) keyId;
        aad[2] = (byte) aeadId;
        Wire.putI64(aad, 3, expires);
        return aad;
    }

    private static Mac extracted(AgentMemory memory, Secret secret) {
        Hkdf.setKey(memory.mac, secret.extracted);
        return memory.mac;
    }

    static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK always has AES-GCM", e);
        }
    }

    private static byte @Nullable [] crypt(
            Cipher cipher,
            int mode,
            byte[] key,
            byte[] nonce,
            byte[] aad,
            byte[] in,
            int offset,
            int length) {
        try {
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(aad);
            return cipher.doFinal(in, offset, length);
        } catch (GeneralSecurityException _) {
            return null; // Not sealed by us: a forged or foreign token.
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private @Nullable Secret find(int keyId) {
        Secret first = current;
        if (first.keyId() == keyId) {
            return first;
        }
        Secret second = previous;
        return second != null && second.keyId() == keyId ? second : null;
    }

    private static Secret checked(int keyId, byte[] secret) {
        if (keyId < 0 || keyId > 255) {
            throw new IllegalArgumentException("keyId: " + keyId + " (expected: 0..255)");
        }
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret: " + secret.length + " bytes (expected: 32)");
        }
        return new Secret(keyId, secret.clone());
    }

    private static void putUuid(byte[] out, int offset, UUID id) {
        Wire.putI64(out, offset, Long.reverseBytes(id.getMostSignificantBits()));
        Wire.putI64(out, offset + 8, Long.reverseBytes(id.getLeastSignificantBits()));
    }

    private static UUID uuid(byte[] in, int offset) {
        return new UUID(
                Long.reverseBytes(Wire.i64(in, offset)),
                Long.reverseBytes(Wire.i64(in, offset + 8)));
    }
}
