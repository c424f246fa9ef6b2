package io.kaosnet.server.gateway.http;

import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Requests from pages of other origins (Fetch standard, 3.2): any origin, no credentials. Pure
/// functions.
final class Cors {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE");
    private static final Set<String> SIMPLE_METHODS = Set.of("GET", "HEAD", "POST");
    private static final Set<String> HEADERS =
            Set.of("authorization", "content-type", "user-agent");
    private static final Set<String> SIMPLE_HEADERS =
            Set.of("accept", "accept-language", "content-language", "origin");

    private Cors() {}

    /// The answer to a preflight request; null for any other request.
    static @Nullable FullHttpResponse preflight(FullHttpRequest request) {
        String method = request.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        if (!request.method().equals(HttpMethod.OPTIONS)
                || method == null
                || !request.headers().contains(HttpHeaderNames.ORIGIN)) {
            return null;
        }
        if (!METHODS.contains(method)) {
            return answer(HttpResponseStatus.METHOD_NOT_ALLOWED);
        }
        List<String> echoed = new ArrayList<>();
        String wanted = request.headers().get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS, "");
        for (String part : wanted.split(",", -1)) {
            String header = part.trim();
            String name = header.toLowerCase(Locale.ROOT);
            if (name.isEmpty() || SIMPLE_HEADERS.contains(name)) {
                continue;
            }
            if (!HEADERS.contains(name)) {
                return answer(HttpResponseStatus.FORBIDDEN);
            }
            echoed.add(header);
        }
        FullHttpResponse response = answer(HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if (!echoed.isEmpty()) {
            response.headers()
                    .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, String.join(",", echoed));
        }
        if (!SIMPLE_METHODS.contains(method)) {
            response.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, method);
        }
        return response;
    }

    private static FullHttpResponse answer(HttpResponseStatus status) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, "0");
        return response;
    }
}
