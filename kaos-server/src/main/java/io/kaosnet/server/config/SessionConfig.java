package io.kaosnet.server.config;

import io.kaosnet.core.auth.TokenConfig;

/// Rules of logins and sessions. Immutable.
///
/// @param encryptionKey signs session tokens; empty for one that the server makes
/// @param refreshEncryptionKey signs refresh tokens; empty for one that the server makes
/// @param singleSession whether a login revokes the user's earlier tokens
/// @param singleSocket whether a socket closes the user's earlier one
public record SessionConfig(
        String encryptionKey,
        String refreshEncryptionKey,
        long tokenExpirySec,
        long refreshTokenExpirySec,
        boolean singleSession,
        boolean singleSocket) {
    private static final long MAX_LIFE_SEC = 10L * 365 * 86_400;

    static SessionConfig of(Settings settings) {
        SessionConfig config =
                new SessionConfig(
                        settings.text("session.encryption_key"),
                        settings.text("session.refresh_encryption_key"),
                        settings.whole("session.token_expiry_sec", 1, MAX_LIFE_SEC),
                        settings.whole("session.refresh_token_expiry_sec", 1, MAX_LIFE_SEC),
                        settings.flag("session.single_session"),
                        settings.flag("session.single_socket"));
        // Refuses what would be refused when the keys are there.
        TokenConfig _ = config.tokens("made for sessions", "made for refreshing");
        return config;
    }

    /// Whether a key is left to the server.
    public boolean needsKey() {
        return encryptionKey.isEmpty() || refreshEncryptionKey.isEmpty();
    }

    /// @param session key in place of one that is left to the server
    /// @param refresh likewise
    public TokenConfig tokens(String session, String refresh) {
        return new TokenConfig(
                encryptionKey.isEmpty() ? session : encryptionKey,
                refreshEncryptionKey.isEmpty() ? refresh : refreshEncryptionKey,
                tokenExpirySec,
                refreshTokenExpirySec,
                singleSession);
    }

    @Override
    public String toString() {
        return "SessionConfig[keys=***, tokenExpirySec=" + tokenExpirySec + "]";
    }
}
