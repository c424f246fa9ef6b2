package io.kaosnet.core.api;

/// Outcome of a call: the gRPC status numbers, and the HTTP status that REST answers for each.
public enum Code {
    OK(200),
    CANCELLED(499),
    UNKNOWN(500),
    INVALID_ARGUMENT(400),
    DEADLINE_EXCEEDED(504),
    NOT_FOUND(404),
    ALREADY_EXISTS(409),
    PERMISSION_DENIED(403),
    RESOURCE_EXHAUSTED(429),
    FAILED_PRECONDITION(400),
    ABORTED(409),
    OUT_OF_RANGE(400),
    UNIMPLEMENTED(501),
    INTERNAL(500),
    UNAVAILABLE(503),
    DATA_LOSS(500),
    UNAUTHENTICATED(401);

    private static final Code[] CODES = values();

    private final int httpStatus;

    Code(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /// The gRPC number, 0 to 16.
    public int number() {
        return ordinal();
    }

    public int httpStatus() {
        return httpStatus;
    }

    /// The code with this gRPC number; `UNKNOWN` for a number outside 0..16.
    public static Code of(int number) {
        return number >= 0 && number < CODES.length ? CODES[number] : UNKNOWN;
    }
}
