package io.kaosnet.core.auth;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Tokens that are not to be taken any more: kept in the database, read from memory on every call.
/// Checking is safe from any thread and never blocks; revoking blocks until it is durable.
public final class Revocations {
    private static final long PRUNE_INTERVAL_MS = 600_000;

    private final Database database;
    private final Clock clock;

    /// By token id: when the token would have ended anyway, seconds.
    private final Map<String, Long> tokens = new ConcurrentHashMap<>();

    private final Map<UUID, AllOfUser> users = new ConcurrentHashMap<>();
    private final AtomicLong pruneMs;

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /// All of a user's tokens that were issued up to a time.
    private record AllOfUser(long issuedUpToMs, long expirySec) {
        AllOfUser or(AllOfUser other) {
            return new AllOfUser(
                    Math.max(issuedUpToMs, other.issuedUpToMs),
                    Math.max(expirySec, other.expirySec));
        }
    }

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
        this.pruneMs = new AtomicLong(clock.nowMs());
        prune();
        database.read(
                tx -> {
                    tx.sql("SELECT token_id, expiry_time FROM revoked_token")
                            .each(row -> tokens.put(row.text(1), row.integer(2) / 1_000_000));
                    tx.sql("SELECT user_id, revoke_time, expiry_time FROM revoked_user")
                            .each(
                                    row ->
                                            users.put(
                                                    row.uuid(1),
                                                    new AllOfUser(
                                                            row.integer(2) / 1000,
                                                            row.integer(3) / 1_000_000)));
                    return true;
                });
    }

    public void listen(Listener listener) {
        listeners.add(listener);
    }

    boolean isRevoked(Claims claims) {
        if (!users.isEmpty()) {
            AllOfUser all = users.get(claims.userId());
            if (all != null && claims.issuedMs() <= all.issuedUpToMs()) {
                return true;
            }
        }
        return !tokens.isEmpty() && tokens.containsKey(claims.tokenId());
    }

    /// The time to write into a token issued now: after any revocation of all of the
    /// user's tokens, even within the same millisecond.
    long issueTimeMs(UUID userId, long nowMs) {
        AllOfUser all = users.get(userId);
        return all == null ? nowMs : Math.max(nowMs, all.issuedUpToMs() + 1);
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
        pruneAtTimes();
        tell(userId, tokenId);
    }

    /// Revokes everything issued for the user up to now.
    ///
    /// @param lastExpirySec when the last of them will have ended
    public void revokeAll(UUID userId, long lastExpirySec) {
        database.write(
                tx -> {
                    revokeAll(tx, userId, lastExpirySec);
                    return true;
                });
        onRevokedAll(userId, lastExpirySec);
    }

    /// The durable part of revoking everything, for a transaction that changes more than that;
    /// [#onRevokedAll] has to follow its commit.
    void revokeAll(Tx tx, UUID userId, long lastExpirySec) {
        tx.sql(
                        "INSERT INTO revoked_user (user_id, revoke_time, expiry_time)"
                                + " VALUES (?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET"
                                + " revoke_time = {greatest}(revoked_user.revoke_time,"
                                + " excluded.revoke_time), expiry_time ="
                                + " {greatest}(revoked_user.expiry_time, excluded.expiry_time)")
                .bind(userId)
                .bind(clock.nowMs() * 1000)
                .bind(lastExpirySec * 1_000_000)
                .update();
    }

    /// Puts a revocation that is durable in force.
    void onRevokedAll(UUID userId, long lastExpirySec) {
        users.merge(userId, new AllOfUser(clock.nowMs(), lastExpirySec), AllOfUser::or);
        pruneAtTimes();
        tell(userId, null);
    }

    /// Revocations come in by revoking alone, so that is when old ones are looked for.
    private void pruneAtTimes() {
        long nowMs = clock.nowMs();
        long earlierMs = pruneMs.get();
        if (nowMs - earlierMs > PRUNE_INTERVAL_MS && pruneMs.compareAndSet(earlierMs, nowMs)) {
            prune();
        }
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
        users.values().removeIf(all -> all.expirySec() < nowSec);
    }

    private void tell(UUID userId, @Nullable String tokenId) {
        for (Listener listener : listeners) {
            listener.onRevoked(userId, tokenId);
        }
    }
}
