package io.kaosnet.protocol.rest;

import java.io.Serial;

/// A request that cannot be turned into its message: gRPC code 3, HTTP 400. The text names the
/// place, the value and the rule. Carries no stack trace: it is the caller's mistake, not ours.
public final class BadRequestException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    public BadRequestException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
