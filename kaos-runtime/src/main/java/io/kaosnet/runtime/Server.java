package io.kaosnet.runtime;

/// The doors to the server's features. Safe from any thread; methods that say so may block.
public interface Server {
    Matches matches();

    Streams streams();

    Sessions sessions();

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Accounts accounts() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no accounts without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Storage storage() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no storage without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Wallets wallets() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no wallets without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Logins logins() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no logins without a database");
    }

    /// Changes accounts, objects and balances: all or none. Blocks.
    ///
    /// @throws RuntimeError what each of them throws; `UNAVAILABLE` in a test without a database
    default Updates.Result update(Updates updates) {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no updates without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Notifications notifications() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no notifications without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Friends friends() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no friends without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Groups groups() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no groups without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Channels channels() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no channels without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Leaderboards leaderboards() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no leaderboards without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Tournaments tournaments() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no tournaments without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Brackets brackets() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no brackets without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` in a test that has no database
    default Leagues leagues() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no leagues without a database");
    }

    /// @throws RuntimeError `UNAVAILABLE` where there is none
    default Matchmaker matchmaker() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no matchmaker");
    }

    /// @throws RuntimeError `UNAVAILABLE` where there are none
    default Parties parties() {
        throw new RuntimeError(RuntimeError.UNAVAILABLE, "no parties");
    }

    /// Calls another registered function as the server. May block.
    ///
    /// @throws RuntimeError with the function's own refusal; `NOT_FOUND` when there is none
    String rpc(String id, String payload);
}
