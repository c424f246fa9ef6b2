package io.kaosnet.server;

import io.kaosnet.core.account.Accounts;
import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.auth.Auth;
import io.kaosnet.core.auth.AuthApi;
import io.kaosnet.core.auth.Revocations;
import io.kaosnet.core.auth.TokenConfig;
import io.kaosnet.core.auth.Tokens;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.module.Events;
import io.kaosnet.core.module.PlayerDoors;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.script.ScriptFunctions;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.core.status.Status;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.wallet.Wallets;
import io.kaosnet.protocol.rest.Routes;
import io.kaosnet.scripting.functions.AccountFunctions;
import io.kaosnet.scripting.functions.LoginFunctions;
import io.kaosnet.scripting.functions.MixedFunctions;
import io.kaosnet.scripting.functions.SocialLoginFunctions;
import io.kaosnet.scripting.functions.StorageFunctions;
import io.kaosnet.scripting.functions.WalletFunctions;
import io.kaosnet.server.config.ServerConfig;
import io.kaosnet.server.config.SessionConfig;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who the players are and what they own, put together: accounts, logins, storage, wallets. Owned
/// by the thread that starts the server.
final class AccountFeatures {
    private final Database database;
    private final Clock clock;
    private final Sessions sessions;
    private final TokenConfig tokenConfig;
    private final Revocations revocations;
    private final Tokens tokens;
    private final Accounts accounts;
    private final Storage storage;
    private final Wallets wallets;

    AccountFeatures(
            ServerConfig config,
            Database database,
            Sessions sessions,
            Presences presences,
            Clock clock) {
        this.database = database;
        this.clock = clock;
        this.sessions = sessions;
        tokenConfig = tokenConfig(config);
        revocations = new Revocations(database, clock);
        tokens = new Tokens(tokenConfig, revocations, clock);
        accounts = new Accounts(database, user -> Status.isOnline(presences, user), clock);
        storage = new Storage(database, clock, config.isStorageShared());
        wallets = new Wallets(database, config.mayBeNegative(), clock);
    }

    private static TokenConfig tokenConfig(ServerConfig config) {
        SessionConfig sessions = config.sessions();
        if (!sessions.needsKey()) {
            return sessions.tokens("", "");
        }
        GeneratedKeys generated = GeneratedKeys.of(config.dataDirectory());
        return sessions.tokens(generated.session(), generated.refresh());
    }

    /// Follows who is deleted, banned or logged out; after the social features, for these tell the
    /// banned why before their sockets are closed.
    void listen() {
        accounts.beforeDelete(storage::forget);
        accounts.listen(
                (user, isDeleted) ->
                        sessions.disconnect(
                                user,
                                isDeleted ? CloseReason.ACCOUNT_DELETED : CloseReason.BANNED));
        revocations.listen(this::closeRevoked);
    }

    private void closeRevoked(UUID userId, @Nullable String tokenId) {
        for (Session session : sessions.ofUser(userId)) {
            if (tokenId == null || tokenId.equals(session.identity().tokenId())) {
                session.close(CloseReason.SESSION_REVOKED);
            }
        }
    }

    void bind(Endpoints.Builder endpoints, Routes.Builder routes) {
        accounts.bind(endpoints);
        Auth auth = new Auth(tokenConfig, database, tokens, revocations, accounts, clock);
        new AuthApi(auth, clock).bind(endpoints);
        storage.bind(endpoints, routes);
    }

    /// @param table of the server's calls, complete
    void bind(ScriptFunctions functions, Endpoints table, Events events) {
        AccountFunctions.bind(functions, accounts);
        LoginFunctions.bind(functions, () -> table, tokens);
        SocialLoginFunctions.bind(functions, () -> table);
        StorageFunctions.bind(functions, storage);
        WalletFunctions.bind(functions, wallets);
        MixedFunctions.bind(functions, database, accounts, storage, wallets);
        MixedFunctions.bindEvents(functions, events::emit, clock);
    }

    /// The features as game code sees them.
    ///
    /// @param table of the server's calls, complete
    PlayerDoors doors(Endpoints table) {
        return new PlayerDoors(database, accounts, storage, wallets, () -> table, tokens);
    }

    /// Signs what players get to join matches with.
    String matchKey() {
        return tokenConfig.encryptionKey();
    }

    Accounts accounts() {
        return accounts;
    }

    Tokens tokens() {
        return tokens;
    }

    Storage storage() {
        return storage;
    }

    Wallets wallets() {
        return wallets;
    }
}
