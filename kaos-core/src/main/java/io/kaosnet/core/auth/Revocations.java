package io.kaosnet.core.auth;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Tokens that are not to be taken any more: kept in the database, read from memory on every call.
/// Checking is safe from any thread and never blocks; revoking blocks until it is durable.
public final class Revocations {
    private final Database database;
    private final Clock clock;

    /// By token id: when the token would have ended anyway, seconds.
    private final Map<String, Long> tokens = new ConcurrentHashMap<>();

    /// By user: all tokens issued up to this time, milliseconds.
    private final Map<UUID, Long> users = new ConcurrentHashMap<>();

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /// Told when tokens of a user are revoked, so that open sockets can be closed.
    @FunctionalInterface
    public interface Listener {
        /// @param tokenId the only token concerned; null for all of the user's
        void onRevoked(UUID userId, @Nullable String tokenId);
    }

    /// Reads what is in force.
    public Revocations(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        prune();
        database.read(
                tx -> {
                    tx.sql("SELECT token_id, expiry_time FROM revoked_token")
                            .each(row -> tokens.put(row.text(1), row.integer(2) / 1_000_000));
                    tx.sql("SELECT user_id, revoke_time FROM revoked_user")
                            .each(row -> users.put(row.uuid(1), row.integer(2) / 1000));
                    return true;
                });
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    boolean isRevoked(Claims claims) {
        if (!users.isEmpty()) {
            Long revokedMs = users.get(claims.userId());
            if (revokedMs != null && claims.issuedMs() <= revokedMs) {
                return true;
            }
        }
        return !tokens.isEmpty() && tokens.containsKey(claims.tokenId());
    }

    /// The time to write into a token issued now: after any revocation of all of the
    /// user's tokens, even within the same millisecond.
    long issueTimeMs(UUID userId, long nowMs) {
        Long revokedMs = users.get(userId);
        return revokedMs == null ? nowMs : Math.max(nowMs, revokedMs + 1);
    }

    /// Revokes one token id: the session token and the refresh token that share it.
    void revokeToken(UUID userId, String tokenId, long expirySec) {
        database.write(
                tx ->
                        tx.sql(
                                        "INSERT INTO revoked_token (token_id, user_id, expiry_time)"
                                                + " VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                                .bind(tokenId)
                                .bind(userId)
                                .bind(expirySec * 1_000_000)
                                .update());
        tokens.put(tokenId, expirySec);
        tell(userId, tokenId);
    }

    /// Revokes everything issued for the user up to now.
    ///
    /// @param lastExpirySec when the last of them will have ended
    public void revokeAll(UUID userId, long lastExpirySec) {
        long nowMs = clock.nowMs();
        database.write(
                tx ->
                        tx.sql(
                                        "INSERT INTO revoked_user (user_id, revoke_time,"
                                                + " expiry_time) VALUES (?, ?, ?) ON CONFLICT"
                                                + " (user_id) DO UPDATE SET revoke_time ="
                                                + " excluded.revoke_time, expiry_time ="
                                                + " excluded.expiry_time")
                                .bind(userId)
                                .bind(nowMs * 1000)
                                .bind(lastExpirySec * 1_000_000)
                                .update());
        users.merge(userId, nowMs, Math::max);
        tell(userId, null);
    }

    /// Forgets revocations of tokens that have ended since.
    public void prune() {
        long nowMicros = clock.nowMs() * 1000;
        database.write(
                tx -> {
                    tx.sql("DELETE FROM revoked_token WHERE expiry_time < ?")
                            .bind(nowMicros)
                            .update();
                    return tx.sql("DELETE FROM revoked_user WHERE expiry_time < ?")
                            .bind(nowMicros)
                            .update();
                });
        long nowSec = clock.nowSec();
        tokens.values().removeIf(expirySec -> expirySec < nowSec);
    }

    private void tell(UUID userId, @Nullable String tokenId) {
        for (Listener listener : listeners) {
            listener.onRevoked(userId, tokenId);
        }
    }
}
