package io.kaosnet.runtime;

/// Thrown by a callback of a match that cannot go on: the match ends, whatever the error policy,
/// and its members are told so.
public final class MatchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MatchFailure(String message) {
        super(message);
    }

    public MatchFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
