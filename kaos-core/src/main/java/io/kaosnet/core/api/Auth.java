package io.kaosnet.core.api;

/// What a caller must show.
public enum Auth {
    /// Nothing.
    NONE,
    /// `Basic` with the server key as user name.
    SERVER_KEY,
    /// `Bearer` with a session token.
    SESSION,
    /// A session token, or the runtime's http key.
    SESSION_OR_HTTP_KEY
}
