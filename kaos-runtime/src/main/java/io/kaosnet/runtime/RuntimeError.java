package io.kaosnet.runtime;

/// Ends an RPC or a hook with a code and a text for the caller. Carries no stack trace: it is an
/// answer, not a defect. Any other exception is logged and told as an internal error.
public final class RuntimeError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public static final int INVALID_ARGUMENT = 3;
    public static final int NOT_FOUND = 5;
    public static final int ALREADY_EXISTS = 6;
    public static final int PERMISSION_DENIED = 7;
    public static final int RESOURCE_EXHAUSTED = 8;
    public static final int FAILED_PRECONDITION = 9;
    public static final int INTERNAL = 13;
    public static final int UNAVAILABLE = 14;

    private final int code;

    /// @param code a gRPC status number, 1 to 16; any other becomes 13
    public RuntimeError(int code, String message) {
        super(message, null, false, false);
        this.code = code >= 1 && code <= 16 ? code : INTERNAL;
    }

    public int code() {
        return code;
    }

    public String text() {
        String message = getMessage();
        return message == null ? "error " + code : message;
    }
}
