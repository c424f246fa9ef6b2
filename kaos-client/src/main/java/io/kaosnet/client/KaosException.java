package io.kaosnet.client;

/// A call that the server refused or that did not reach it.
public final class KaosException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;
    private final int httpStatus;

    KaosException(int code, int httpStatus, String message) {
        super(message);
        this.code = code;
        this.httpStatus = httpStatus;
    }

    KaosException(String message, Throwable cause) {
        super(message, cause);
        this.code = 14; // UNAVAILABLE
        this.httpStatus = 0;
    }

    /// The gRPC code: 3 invalid argument, 5 not found, 14 unavailable, 16 unauthenticated, ...
    public int code() {
        return code;
    }

    /// The HTTP status, 0 when there was no answer.
    public int httpStatus() {
        return httpStatus;
    }
}
