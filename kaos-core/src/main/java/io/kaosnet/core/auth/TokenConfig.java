package io.kaosnet.core.auth;

/// Keys and life of tokens. Immutable.
///
/// @param encryptionKey signs session tokens
/// @param refreshEncryptionKey signs refresh tokens; another one, so that neither passes for the
///     other
/// @param tokenExpirySec life of a session token, at least 1
/// @param refreshTokenExpirySec life of a refresh token, at least that of a session token
/// @param singleSession whether a login revokes the user's earlier tokens
public record TokenConfig(
        String encryptionKey,
        String refreshEncryptionKey,
        long tokenExpirySec,
        long refreshTokenExpirySec,
        boolean singleSession) {
    public TokenConfig {
        if (encryptionKey.isEmpty() || refreshEncryptionKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "session.encryption_key, session.refresh_encryption_key: empty");
        }
        if (encryptionKey.equals(refreshEncryptionKey)) {
            throw new IllegalArgumentException(
                    "session.encryption_key equals session.refresh_encryption_key"
                            + " (expected: two keys)");
        }
        if (tokenExpirySec < 1) {
            throw new IllegalArgumentException(
                    "session.token_expiry_sec: " + tokenExpirySec + " (expected: at least 1)");
        }
        if (refreshTokenExpirySec < tokenExpirySec) {
            throw new IllegalArgumentException(
                    "session.refresh_token_expiry_sec: "
                            + refreshTokenExpirySec
                            + " (expected: at least session.token_expiry_sec)");
        }
    }

    @Override
    public String toString() {
        return "TokenConfig[keys=***, tokenExpirySec=" + tokenExpirySec + "]";
    }
}
