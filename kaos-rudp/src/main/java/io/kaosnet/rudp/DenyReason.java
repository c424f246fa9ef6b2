package io.kaosnet.rudp;

import org.jspecify.annotations.Nullable;

/// Why a server refuses a token that it could read. The code is the number on the wire. Immutable.
public enum DenyReason {
    /// No room for another connection.
    FULL(1),
    /// The token was used by another address.
    USED(2),
    /// The token is too old.
    EXPIRED(3),
    /// This server does not run the token's game.
    UNKNOWN_APP(4),
    /// The user has too many connections.
    USER_LIMIT(5),
    /// The token is for another address.
    WRONG_ADDRESS(6),
    /// The address has too many connections.
    ADDRESS_LIMIT(7);

    private final int code;

    DenyReason(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static @Nullable DenyReason find(int code) {
        for (DenyReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return null;
    }
}
