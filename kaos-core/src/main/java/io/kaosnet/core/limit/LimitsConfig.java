package io.kaosnet.core.limit;

import java.util.Map;

/// What is limited, and to what. Immutable.
///
/// @param enabled whether anything is
/// @param user calls of one user
/// @param address calls from one address, whoever makes them
/// @param login authentications from one address
/// @param socket messages on one socket
/// @param operations calls of one user to one operation, by the operation's name
public record LimitsConfig(
        boolean enabled,
        Rate user,
        Rate address,
        Rate login,
        Rate socket,
        Map<String, Rate> operations) {
    public LimitsConfig {
        operations = Map.copyOf(operations);
    }
}
