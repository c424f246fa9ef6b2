package io.kaosnet.rudp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a client needs to connect: endpoints, keys and the part that only servers can read. It
/// travels over TLS and is a secret of one player. Immutable.
///
/// | offset | bytes | field |
/// |---|---|---|
/// | 0 | 1 | version of the wire |
/// | 1 | 1 | AEAD |
/// | 2 | 1 | key id of the cluster secret |
/// | 3 | 8 | expires, seconds since 1970 |
/// | 11 | 8 | token id |
/// | 19 | 12 | token nonce |
/// | 31 | 256 | sealed claims |
/// | 287 | 44 | client-to-server key (32) and iv (12) |
/// | 331 | 44 | server-to-client key (32) and iv (12) |
/// | 375 | 2 | idle timeout, ms |
/// | 377 | 1 | number of endpoints, 1..8 |
/// | 378 | | per endpoint: length u8, `host:port` in ASCII (IPv6 hosts in brackets) |
public final class ConnectToken {
    static final int NONCE_BYTES = 12;
    static final int SEALED_BYTES = 256;
    private static final int KEY_BYTES = PacketKeys.SECRET_BYTES + PacketKeys.IV_BYTES;
    private static final int FIXED_BYTES = 378;
    private static final int MAX_ENDPOINTS = 8;

    final int version;
    final Aead aead;
    final int keyId;
    final long expiresSeconds;
    final long tokenId;
    final byte[] nonce;
    final byte[] sealed;
    final PacketKeys clientToServer;
    final PacketKeys serverToClient;
    final int idleTimeoutMs;
    private final List<String> endpoints;

    ConnectToken(
            int version,
            Aead aead,
            int keyId,
            long expiresSeconds,
            long tokenId,
            byte[] nonce,
            byte[] sealed,
            PacketKeys clientToServer,
            PacketKeys serverToClient,
            int idleTimeoutMs,
            List<String> endpoints) {
        if (endpoints.isEmpty() || endpoints.size() > MAX_ENDPOINTS) {
            throw new IllegalArgumentException(
                    "endpoints: " + endpoints.size() + " (expected: 1..8)");
        }
        this.version = version;
        this.aead = aead;
        this.keyId = keyId;
        this.expiresSeconds = expiresSeconds;
        this.tokenId = tokenId;
        this.nonce = nonce;
        this.sealed = sealed;
        this.clientToServer = clientToServer;
        this.serverToClient = serverToClient;
        this.idleTimeoutMs = idleTimeoutMs;
        this.endpoints = List.copyOf(endpoints);
    }

    /// Where to connect, in order of preference: `host:port`.
    public List<String> endpoints() {
        return endpoints;
    }

    /// When the token can no longer be used, in seconds since 1970.
    public long expiresSeconds() {
        return expiresSeconds;
    }

    /// The same token for other endpoints (a relay in between, an address seen through NAT).
    public ConnectToken withEndpoints(List<String> others) {
        return new ConnectToken(
                version,
                aead,
                keyId,
                expiresSeconds,
                tokenId,
                nonce,
                sealed,
                clientToServer,
                serverToClient,
                idleTimeoutMs,
                others);
    }

    /// The bytes that an API hands to the client.
    public byte[] encode() {
        byte[][] names = new byte[endpoints.size()][];
        int length = FIXED_BYTES;
        for (int i = 0; i < names.length; i++) {
            names[i] = endpoints.get(i).getBytes(StandardCharsets.US_ASCII);
            length += 1 + names[i].length;
        }
        byte[] out = new byte[length];
        out[0] = (byte) version;
        out[1] = (byte) aead.id();
        out[2] = (byte) keyId;
        Wire.putI64(out, 3, expiresSeconds);
        Wire.putI64(out, 11, tokenId);
        System.arraycopy(nonce, 0, out, 19, NONCE_BYTES);
        System.arraycopy(sealed, 0, out, 31, SEALED_BYTES);
        putKeys(out, 287, clientToServer);
        putKeys(out, 287 + KEY_BYTES, serverToClient);
        Wire.putU16(out, 375, idleTimeoutMs);
        out[377] = (byte) names.length;
        int at = FIXED_BYTES;
        for (byte[] name : names) {
            out[at] = (byte) name.length;
            System.arraycopy(name, 0, out, at + 1, name.length);
            at += 1 + name.length;
        }
        return out;
    }

    /// Reads what [#encode] wrote.
    ///
    /// @throws IllegalArgumentException when the bytes are not a token of a known version
    public static ConnectToken decode(byte[] in) {
        if (in.length < FIXED_BYTES) {
            throw new IllegalArgumentException("token: " + in.length + " bytes (expected: > 378)");
        }
        Aead aead = Aead.find(in[1]);
        if (aead == null) {
            throw new IllegalArgumentException("token: unknown cipher " + in[1]);
        }
        int count = Wire.u8(in, 377);
        if (count < 1 || count > MAX_ENDPOINTS) {
            throw new IllegalArgumentException(
                    "token: " + count + " endpoints (expected: 1.." + MAX_ENDPOINTS + ")");
        }
        List<String> endpoints = new ArrayList<>();
        int at = FIXED_BYTES;
        for (int i = 0; i < count; i++) {
            int length = at < in.length ? Wire.u8(in, at) : 0;
            if (length == 0 || at + 1 + length > in.length) {
                throw new IllegalArgumentException("token: endpoint " + i + " is cut off");
            }
            for (int j = at + 1; j <= at + length; j++) {
                if (in[j] <= ' ') {
                    throw new IllegalArgumentException(
                            "token: endpoint " + i + " is no ASCII text");
                }
            }
            endpoints.add(new String(in, at + 1, length, StandardCharsets.US_ASCII));
            at += 1 + length;
        }
        if (at != in.length) {
            throw new IllegalArgumentException("token: " + (in.length - at) + " bytes too many");
        }
        return new ConnectToken(
                Wire.u8(in, 0),
                aead,
                Wire.u8(in, 2),
                Wire.i64(in, 3),
                Wire.i64(in, 11),
                Arrays.copyOfRange(in, 19, 31),
                Arrays.copyOfRange(in, 31, 287),
                keys(aead, in, 287),
                keys(aead, in, 287 + KEY_BYTES),
                Wire.u16(in, 375),
                endpoints);
    }

    static void putKeys(byte[] out, int offset, PacketKeys keys) {
        System.arraycopy(keys.secret(), 0, out, offset, PacketKeys.SECRET_BYTES);
        System.arraycopy(keys.iv(), 0, out, offset + PacketKeys.SECRET_BYTES, PacketKeys.IV_BYTES);
    }

    static PacketKeys keys(Aead aead, byte[] in, int offset) {
        int middle = offset + PacketKeys.SECRET_BYTES;
        return new PacketKeys(
                aead,
                Arrays.copyOfRange(in, offset, middle),
                Arrays.copyOfRange(in, middle, middle + PacketKeys.IV_BYTES));
    }

    @Override
    public String toString() {
        return "ConnectToken[endpoints=" + endpoints + ", secrets=***]";
    }
}
