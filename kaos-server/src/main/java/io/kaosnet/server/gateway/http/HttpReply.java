package io.kaosnet.server.gateway.http;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import java.nio.charset.StandardCharsets;

/// One answer, before it becomes HTTP. Immutable; `body` must not be modified.
///
/// @param challenge value of `WWW-Authenticate`; empty for none
/// @param retryAfterSec value of `Retry-After`; 0 for none
@SuppressWarnings("ArrayRecordComponent")
record HttpReply(
        int status, String contentType, byte[] body, String challenge, long retryAfterSec) {
    static final String JSON = "application/json";
    private static final byte[] NOTHING = {};

    static HttpReply json(byte[] body) {
        return new HttpReply(200, JSON, body, "", 0);
    }

    static HttpReply text(int status, String text) {
        return new HttpReply(
                status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), "", 0);
    }

    static HttpReply empty(int status) {
        return new HttpReply(status, "", NOTHING, "", 0);
    }

    static HttpReply error(Code code, String message) {
        return error(new ApiException(code, message), false);
    }

    /// @param isRpc RPC errors repeat the message in a field `error`
    static HttpReply error(ApiException e, boolean isRpc) {
        String message = JsonText.quote(e.text());
        String body =
                (isRpc ? "{\"error\":" + message + "," : "{")
                        + "\"code\":"
                        + e.code().number()
                        + ",\"message\":"
                        + message
                        + "}";
        boolean isChallenge = e.code() == Code.UNAUTHENTICATED;
        long retryAfterSec = (e.retryAfterNs() + 999_999_999L) / 1_000_000_000L;
        return new HttpReply(
                e.code().httpStatus(),
                JSON,
                body.getBytes(StandardCharsets.UTF_8),
                isChallenge ? headerSafe(e.text()) : "",
                retryAfterSec);
    }

    private static String headerSafe(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
