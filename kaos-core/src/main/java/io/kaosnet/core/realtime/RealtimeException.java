package io.kaosnet.core.realtime;

import io.kaosnet.protocol.realtime.Error;

/// A realtime request that ends with an error envelope; the socket stays open. Carries no stack
/// trace: it is an answer, not a defect.
public final class RealtimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Error.Code code;

    public RealtimeException(Error.Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    public static RealtimeException badInput(String message) {
        return new RealtimeException(Error.Code.BAD_INPUT, message);
    }

    public Error.Code code() {
        return code;
    }

    public String text() {
        String message = getMessage();
        return message == null ? code.name() : message;
    }
}
