package io.kaosnet.core.api;

import org.jspecify.annotations.Nullable;

/// A call that ends with a code and a text for the caller. Carries no stack trace: it is an answer,
/// not a defect. Use `IllegalStateException` for our own mistakes.
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final long retryAfterNs;

    public ApiException(Code code, String message) {
        this(code, message, null);
    }

    /// With the world's mistake that led here (a database that went away), kept for the log.
    public ApiException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
        this.retryAfterNs = 0;
    }

    private ApiException(Code code, String message, long retryAfterNs) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfterNs = retryAfterNs;
    }

    /// A call over its rate limit.
    ///
    /// @param retryAfterNs when the next one would be admitted; above 0
    public static ApiException rateLimited(long retryAfterNs) {
        return new ApiException(Code.RESOURCE_EXHAUSTED, "Too many requests", retryAfterNs);
    }

    /// Nanoseconds to wait before another try; 0 when nothing is known of it.
    public long retryAfterNs() {
        return retryAfterNs;
    }

    public Code code() {
        return code;
    }

    public String text() {
        String message = getMessage();
        return message == null ? code.name() : message;
    }

    public static ApiException invalidArgument(String message) {
        return new ApiException(Code.INVALID_ARGUMENT, message);
    }

    public static ApiException notFound(String message) {
        return new ApiException(Code.NOT_FOUND, message);
    }

    public static ApiException unauthenticated(String message) {
        return new ApiException(Code.UNAUTHENTICATED, message);
    }

    public static ApiException permissionDenied(String message) {
        return new ApiException(Code.PERMISSION_DENIED, message);
    }
}
