package io.kaosnet.core.auth;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Authenticator;
import io.kaosnet.core.api.Identity;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.session.Jwt;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Issues and checks session and refresh tokens. Safe from any thread, never blocks.
public final class Tokens implements Authenticator {
    private final TokenConfig config;
    private final Jwt sessionJwt;
    private final Jwt refreshJwt;
    private final Revocations revocations;
    private final VerifiedTokens verified = new VerifiedTokens();
    private final Clock clock;

    public Tokens(TokenConfig config, Revocations revocations, Clock clock) {
        this.config = config;
        this.sessionJwt = new Jwt(config.encryptionKey());
        this.refreshJwt = new Jwt(config.refreshEncryptionKey());
        this.revocations = revocations;
        this.clock = clock;
    }

    /// A session token and the refresh token that goes with it.
    public record Pair(String session, String refresh) {}

    /// A new pair of a new token id.
    public Pair issue(UUID userId, String username, Map<String, String> vars) {
        return issue(UUID.randomUUID().toString(), clock.nowSec(), userId, username, vars);
    }

    /// A new pair that goes on under the token id of an earlier one.
    Pair renew(Claims earlier, String username, Map<String, String> vars) {
        return issue(earlier.tokenId(), earlier.issuedAtSec(), earlier.userId(), username, vars);
    }

    private Pair issue(
            String tokenId,
            long issuedAtSec,
            UUID userId,
            String username,
            Map<String, String> vars) {
        long nowMs = revocations.issueTimeMs(userId, clock.nowMs());
        long nowSec = nowMs / 1000;
        Claims session =
                new Claims(
                        tokenId,
                        userId,
                        username,
                        vars,
                        issuedAtSec,
                        nowMs,
                        nowSec + config.tokenExpirySec());
        Claims refresh =
                new Claims(
                        tokenId,
                        userId,
                        username,
                        vars,
                        issuedAtSec,
                        nowMs,
                        nowSec + config.refreshTokenExpirySec());
        return new Pair(sessionJwt.sign(session.toJson()), refreshJwt.sign(refresh.toJson()));
    }

    @Override
    public Identity verify(String sessionToken) {
        Claims claims = session(sessionToken);
        if (claims == null) {
            throw ApiException.unauthenticated("Session token invalid");
        }
        return new Identity(
                claims.userId(),
                claims.username(),
                claims.vars(),
                claims.tokenId(),
                claims.issuedAtSec(),
                claims.expirySec());
    }

    /// The claims of a valid session token, or null.
    @Nullable Claims session(String token) {
        Claims claims = verified.find(token);
        if (claims == null) {
            claims = genuine(sessionJwt, token);
            if (claims == null) {
                return null;
            }
            verified.add(token, claims);
        }
        return hasEnded(claims) || revocations.isRevoked(claims) ? null : claims;
    }

    /// The claims of a valid refresh token, or null.
    @Nullable Claims refresh(String token) {
        Claims claims = genuine(refreshJwt, token);
        return claims == null || revocations.isRevoked(claims) ? null : claims;
    }

    /// The claims of a refresh token that is genuine and has not ended, revoked or not; else null.
    @Nullable Claims refreshEvenIfRevoked(String token) {
        return genuine(refreshJwt, token);
    }

    /// When the last token issued now will have ended, seconds.
    long lastExpirySec() {
        return clock.nowSec() + config.refreshTokenExpirySec();
    }

    private @Nullable Claims genuine(Jwt jwt, String token) {
        byte[] payload = token.isEmpty() ? null : jwt.verify(token);
        Claims claims = payload == null ? null : Claims.parse(payload);
        return claims == null || hasEnded(claims) ? null : claims;
    }

    private boolean hasEnded(Claims claims) {
        return claims.expirySec() <= clock.nowSec();
    }
}
