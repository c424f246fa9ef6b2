package io.kaosnet.bench.wire;

import io.kaosnet.bench.host.Target;
import java.nio.charset.StandardCharsets;

/// Whole requests as bytes. Safe from any thread.
public final class HttpRequests {
    private HttpRequests() {}

    /// @param authorization the header's value, or an empty text for none
    public static byte[] get(Target target, String path, String authorization) {
        return bytes(head("GET", target, path, authorization) + "\r\n");
    }

    /// @param json ASCII alone
    public static byte[] post(Target target, String path, String authorization, String json) {
        return withBody("POST", target, path, authorization, json);
    }

    /// @param json ASCII alone
    public static byte[] put(Target target, String path, String authorization, String json) {
        return withBody("PUT", target, path, authorization, json);
    }

    private static byte[] withBody(
            String verb, Target target, String path, String authorization, String json) {
        return bytes(
                head(verb, target, path, authorization)
                        + "Content-Type: application/json\r\nContent-Length: "
                        + json.length()
                        + "\r\n\r\n"
                        + json);
    }

    private static String head(String verb, Target target, String path, String authorization) {
        String head = verb + " " + path + " HTTP/1.1\r\nHost: " + target.host() + "\r\n";
        return authorization.isEmpty() ? head : head + "Authorization: " + authorization + "\r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
