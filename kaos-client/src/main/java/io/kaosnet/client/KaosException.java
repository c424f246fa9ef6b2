package io.kaosnet.client;

import java.net.ConnectException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;

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

    /// What went wrong between here and the server, in words: the JDK's exceptions often have none.
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof WebSocketHandshakeException refused) {
            return "the server refused the socket: HTTP " + refused.getResponse().statusCode();
        }
        for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
            if (deeper instanceof UnresolvedAddressException) {
                return "no such host";
            }
        }
        String text = cause.getMessage();
        if (text == null || text.isEmpty()) {
            return cause instanceof ConnectException
                    ? "nothing listens there"
                    : cause.getClass().getSimpleName();
        }
        return text;
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
