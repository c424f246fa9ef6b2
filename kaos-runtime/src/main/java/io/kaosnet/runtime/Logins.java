package io.kaosnet.runtime;

import com.google.protobuf.Message;
import java.util.Map;

/// Logins, links and session tokens. Safe from any thread but a match's; blocks. All methods throw
/// [RuntimeError] with what a client would be told.
public interface Logins {
    /// Whose a login is.
    ///
    /// @param created whether the account was made by it
    record Login(String userId, String username, boolean created) {}

    /// A session token with its refresh token.
    record Token(String session, String refresh) {}

    /// Finds the user of an id, or makes one.
    ///
    /// @param request of `AuthenticateCustom`, `AuthenticateDevice`, `AuthenticateSteam` ...
    Login authenticate(Message request);

    /// Lets a user log in in one more way.
    ///
    /// @param account what `LinkCustom`, `LinkDevice`, `LinkSteam` ... take
    void link(String userId, Message account);

    /// Takes that away.
    ///
    /// @param account what `UnlinkCustom`, `UnlinkDevice`, `UnlinkSteam` ... take
    void unlink(String userId, Message account);

    /// A token for a user, without a login.
    Token token(String userId, String username, Map<String, String> vars);

    /// Ends the sessions of these tokens, or all of a user's when both are empty.
    void logout(String userId, String token, String refreshToken);
}
