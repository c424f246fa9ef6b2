package io.kaosnet.core.auth;

import com.google.protobuf.BoolValue;
import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.account.UserRules;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.protocol.api.AccountEmail;
import io.kaosnet.protocol.api.Session;
import java.security.SecureRandom;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Log in, refresh, log out. Blocks; safe from any virtual thread.
public final class Auth {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int GENERATED_NAME_LENGTH = 10;
    private static final int NAME_TRIES = 5;

    private final LoginStore store;
    private final Tokens tokens;
    private final Revocations revocations;
    private final Accounts accounts;
    private final Passwords passwords = new Passwords();
    private final Lockouts lockouts = new Lockouts();
    private final TokenConfig config;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Auth(
            TokenConfig config,
            Database database,
            Tokens tokens,
            Revocations revocations,
            Accounts accounts,
            Clock clock) {
        this.config = config;
        this.store = new LoginStore(database);
        this.tokens = tokens;
        this.revocations = revocations;
        this.clock = clock;
        this.accounts = accounts;
        accounts.beforeEnd(
                (tx, userId) -> revocations.revokeAll(tx, userId, tokens.lastExpirySec()));
        accounts.listen((userId, _) -> revocations.onRevokedAll(userId, tokens.lastExpirySec()));
    }

    /// How a login came in.
    ///
    /// @param create whether an unknown identifier makes a new user; null counts as true
    /// @param username of the new user; empty for a generated one
    /// @param vars session variables
    record Attempt(
            @Nullable BoolValue create,
            String username,
            Map<String, String> vars,
            String clientIp) {
        boolean mayCreate() {
            return create == null || create.getValue();
        }
    }

    Session device(String deviceId, Attempt attempt) {
        String id = Identifiers.device(deviceId);
        return logIn(
                attempt,
                store.byDevice(id),
                username -> store.createWithDevice(username, id, nowMicros()));
    }

    Session custom(String customId, Attempt attempt) {
        return provider(Provider.CUSTOM, Identifiers.custom(customId), attempt);
    }

    /// For identifiers that somebody else has vouched for.
    Session provider(Provider provider, String id, Attempt attempt) {
        return logIn(
                attempt,
                store.by(provider, id),
                username -> store.create(provider, username, id, null, nowMicros()));
    }

    /// By e-mail address and password; without an address by user name and password, which never
    /// creates a user.
    Session email(AccountEmail account, Attempt attempt) {
        if (account.getEmail().isEmpty()) {
            return username(attempt, account.getPassword());
        }
        String email = Identifiers.email(account.getEmail());
        String password = Identifiers.password(account.getPassword());
        String key = "email:" + email;
        lockouts.begin(key, attempt.clientIp(), clock.nowNs());
        LoginStore.Login known = store.by(Provider.EMAIL, email);
        if (known == null) {
            if (!attempt.mayCreate()) {
                lockouts.onFailure(attempt.clientIp(), clock.nowNs());
                throw ApiException.notFound("User account not found");
            }
            lockouts.onSuccess(key);
            if (!attempt.username().isEmpty()) {
                // Before the costly hash.
                UserRules.checkUsername(attempt.username());
            }
            String hash = passwords.hash(password);
            Session session =
                    logIn(
                            attempt,
                            null,
                            username ->
                                    store.create(
                                            Provider.EMAIL, username, email, hash, nowMicros()));
            if (!session.getCreated()) {
                // Another call created the user meanwhile, with a password of its own.
                return email(account, attempt);
            }
            return session;
        }
        checkPassword(known, password, key, attempt.clientIp());
        return logIn(attempt, known, _ -> null);
    }

    private Session username(Attempt attempt, String password) {
        if (attempt.username().isEmpty()) {
            throw ApiException.invalidArgument("email and username: both empty");
        }
        Identifiers.password(password);
        String key = "name:" + attempt.username();
        lockouts.begin(key, attempt.clientIp(), clock.nowNs());
        LoginStore.Login known = store.byUsername(attempt.username());
        if (known == null) {
            lockouts.onFailure(attempt.clientIp(), clock.nowNs());
            throw ApiException.notFound("User account not found");
        }
        checkPassword(known, password, key, attempt.clientIp());
        return logIn(attempt, known, _ -> null);
    }

    private void checkPassword(
            LoginStore.Login login, String password, String key, String clientIp) {
        String kept = login.password();
        if (kept == null || !passwords.matches(password, kept)) {
            lockouts.onFailure(clientIp, clock.nowNs());
            throw ApiException.unauthenticated("Invalid credentials");
        }
        lockouts.onSuccess(key);
        if (Passwords.isOutdated(kept)) {
            store.setPassword(login.userId(), passwords.hash(password));
        }
    }

    /// The hash to keep for a new password.
    String hash(String password) {
        return passwords.hash(Identifiers.password(password));
    }

    LoginStore logins() {
        return store;
    }

    private Session logIn(
            Attempt attempt,
            LoginStore.@Nullable Login known,
            Function<String, LoginStore.@Nullable Login> create) {
        LoginStore.Login login = known;
        if (login == null) {
            if (!attempt.mayCreate()) {
                throw ApiException.notFound("User account not found");
            }
            login = create(attempt.username(), create);
        }
        if (login.isDisabled()) {
            accounts.refuseBanned(login.userId());
        }
        if (config.singleSession() && !login.isNew()) {
            revocations.revokeAll(login.userId(), tokens.lastExpirySec());
        }
        Tokens.Pair pair = tokens.issue(login.userId(), login.username(), attempt.vars());
        return Session.newBuilder()
                .setCreated(login.isNew())
                .setToken(pair.session())
                .setRefreshToken(pair.refresh())
                .build();
    }

    private LoginStore.Login create(
            String username, Function<String, LoginStore.@Nullable Login> create) {
        if (!username.isEmpty()) {
            UserRules.checkUsername(username);
            LoginStore.Login login = create.apply(username);
            if (login == null) {
                throw new ApiException(Code.ALREADY_EXISTS, "Username is already in use");
            }
            return login;
        }
        for (int i = 0; i < NAME_TRIES; i++) {
            LoginStore.Login login = create.apply(generatedName());
            if (login != null) {
                return login;
            }
        }
        throw new ApiException(Code.INTERNAL, "No free user name found");
    }

    private String generatedName() {
        var name = new StringBuilder(GENERATED_NAME_LENGTH);
        for (int i = 0; i < GENERATED_NAME_LENGTH; i++) {
            name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return name.toString();
    }

    /// A new pair of tokens for a refresh token. The old ones stay valid until they end.
    ///
    /// @param vars replace the old ones unless empty
    Session refresh(String refreshToken, Map<String, String> vars) {
        if (refreshToken.isEmpty()) {
            throw ApiException.invalidArgument("token: empty");
        }
        // A ban and a deletion revoke too: who holds a token of such an account is told why.
        Claims claims = tokens.refreshEvenIfRevoked(refreshToken);
        if (claims == null) {
            throw ApiException.unauthenticated("Refresh token invalid");
        }
        LoginStore.Login login = store.byId(claims.userId());
        if (login == null) {
            throw ApiException.notFound("User account not found");
        }
        if (login.isDisabled()) {
            accounts.refuseBanned(login.userId());
        }
        if (revocations.isRevoked(claims)) {
            throw ApiException.unauthenticated("Refresh token invalid");
        }
        Tokens.Pair pair =
                tokens.renew(claims, login.username(), vars.isEmpty() ? claims.vars() : vars);
        return Session.newBuilder()
                .setToken(pair.session())
                .setRefreshToken(pair.refresh())
                .build();
    }

    /// Revokes the given tokens; with both empty, everything issued for the user up to now.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` for a token that is invalid or another user's
    void logOut(UUID userId, String sessionToken, String refreshToken) {
        if (sessionToken.isEmpty() && refreshToken.isEmpty()) {
            revocations.revokeAll(userId, tokens.lastExpirySec());
            return;
        }
        if (!sessionToken.isEmpty()) {
            revoke(userId, tokens.session(sessionToken), "token");
        }
        if (!refreshToken.isEmpty()) {
            Claims claims = tokens.refresh(refreshToken);
            // The pair shares one id: the session token given along may just have revoked it.
            if (claims == null && !sessionToken.isEmpty()) {
                return;
            }
            revoke(userId, claims, "refresh_token");
        }
    }

    private void revoke(UUID userId, @Nullable Claims claims, String field) {
        if (claims == null || !claims.userId().equals(userId)) {
            throw ApiException.invalidArgument(field + ": not a valid token of this user");
        }
        revocations.revokeToken(userId, claims.tokenId(), tokens.lastExpirySec());
    }

    private long nowMicros() {
        return clock.nowMs() * 1000;
    }
}
