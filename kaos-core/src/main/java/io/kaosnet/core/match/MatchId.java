package io.kaosnet.core.match;

import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import io.kaosnet.core.realtime.RealtimeException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// The name of a match: `<uuid>.` for a relayed one, `<uuid>.<node>` for one that a node runs.
/// Immutable.
public record MatchId(UUID id, String node) {
    private static final UUID DNS_NAMESPACE =
            UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    /// @throws RealtimeException `BAD_INPUT` for text that is not a match id
    public static MatchId parse(String text) {
        int dot = text.indexOf('.');
        if (dot >= 0) {
            try {
                return new MatchId(
                        UUID.fromString(text.substring(0, dot)), text.substring(dot + 1));
            } catch (IllegalArgumentException _) {
                // Told below, together with the missing dot.
            }
        }
        throw RealtimeException.badInput("match id: \"" + text + "\" (expected: <uuid>.<node>)");
    }

    public static MatchId relayed(UUID id) {
        return new MatchId(id, "");
    }

    /// The relayed match of a name: the same for the same name (RFC 9562, UUID version 5, DNS).
    public static MatchId named(String name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(bytes(DNS_NAMESPACE));
            byte[] hash = sha1.digest(name.getBytes(StandardCharsets.UTF_8));
            long high = (longAt(hash, 0) & ~0xf000L) | 0x5000L;
            long low = (longAt(hash, 8) & 0x3fffffffffffffffL) | 0x8000000000000000L;
            return relayed(new UUID(high, low));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    public boolean isRelayed() {
        return node.isEmpty();
    }

    public StreamKey stream() {
        return isRelayed()
                ? StreamKey.of(StreamMode.MATCH_RELAYED, id)
                : StreamKey.of(StreamMode.MATCH_AUTHORITATIVE, id, node);
    }

    @Override
    public String toString() {
        return id + "." + node;
    }

    private static byte[] bytes(UUID id) {
        return java.nio.ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static long longAt(byte[] bytes, int offset) {
        return java.nio.ByteBuffer.wrap(bytes).getLong(offset);
    }
}
