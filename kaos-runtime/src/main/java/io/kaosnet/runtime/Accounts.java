package io.kaosnet.runtime;

import io.kaosnet.protocol.api.Account;
import io.kaosnet.protocol.api.UpdateAccountRequest;
import io.kaosnet.protocol.api.User;
import java.util.List;

/// Accounts and users. Safe from any thread but a match's; blocks. All methods throw
/// [RuntimeError]: `INVALID_ARGUMENT` for what is malformed, `NOT_FOUND` for an account that is
/// not there.
public interface Accounts {
    Account get(String userId);

    /// Those of these ids that are there.
    List<Account> byIds(List<String> userIds);

    /// Changes what the request has set.
    void update(String userId, UpdateAccountRequest changes);

    /// Replaces what the game keeps with the account; users see it and cannot change it.
    ///
    /// @param metadata a JSON object
    void setMetadata(String userId, String metadata);

    /// Deletes an account with everything that hangs on it; none there is no error.
    void delete(String userId);

    /// Those of these ids that are there.
    List<User> users(List<String> userIds);

    /// Those of these names that are there.
    List<User> usersByName(List<String> usernames);

    /// Users picked by chance, each once.
    List<User> random(int count);

    /// No login any more, and open sockets end.
    void ban(List<String> userIds);

    void unban(List<String> userIds);
}
