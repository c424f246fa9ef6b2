package io.kaosnet.rudp;

import java.util.Arrays;
import java.util.UUID;

/// What a connect token says about its player, sealed for the server. Immutable.
///
/// @param tokenId single-use number of the token
/// @param userId the authenticated user
/// @param sessionId the session that asked for the token
/// @param appId which game on this port (the mux key), authenticated by the seal
/// @param rateClass how much the client may send
/// @param channels bit n set: channel n may be used
/// @param idleTimeoutMs silence after which the connection is dead
/// @param issuedAtMs wall time of the issue
/// @param userData up to 64 bytes for the application
public record TokenClaims(
        long tokenId,
        UUID userId,
        UUID sessionId,
        int appId,
        RateClass rateClass,
        int channels,
        int idleTimeoutMs,
        long issuedAtMs,
        UserData userData) {

    /// Bytes of an application inside a token. Immutable.
    public static final class UserData {
        /// The most that fits.
        public static final int MAX_BYTES = 64;

        /// Nothing.
        public static final UserData NONE = new UserData(new byte[0]);

        private final byte[] bytes;

        /// Copies the bytes.
        public UserData(byte[] bytes) {
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "userData: " + bytes.length + " bytes (expected: 0..64)");
            }
            this.bytes = bytes.clone();
        }

        /// A copy of the bytes.
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof UserData that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "UserData[" + bytes.length + " bytes]";
        }
    }

    /// Checks the ranges.
    public TokenClaims {
        if (idleTimeoutMs < 1000 || idleTimeoutMs > 65_535) {
            throw new IllegalArgumentException(
                    "idleTimeoutMs: " + idleTimeoutMs + " (expected: 1000..65535)");
        }
        if (channels < 0 || channels > 0xFFFF) {
            throw new IllegalArgumentException("channels: " + channels + " (expected: 0..65535)");
        }
    }
}
