package io.kaosnet.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// REST as bytes on a connection.
final class HttpTest {
    private final GatewayFixture server = new GatewayFixture();

    @AfterEach
    void stop() {
        server.close();
    }

    /// What the server answers until it closes the connection.
    private String exchange(String... parts) throws IOException {
        try (var socket = new Socket(server.address.getAddress(), server.address.getPort())) {
            socket.setSoTimeout(5000);
            for (String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String request(String method, String path, String headers, String body) {
        return method
                + " "
                + path
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + headers
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n")
                + "\r\n"
                + body;
    }

    private static String basic(String user) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":").getBytes(StandardCharsets.UTF_8))
                + "\r\n";
    }

    @Test
    void healthcheckIsAnEmptyMessage() throws IOException {
        String answer = exchange(request("GET", "/healthcheck?", "", ""));
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK")
                .containsIgnoringCase("cache-control: no-store, no-cache, must-revalidate")
                .containsIgnoringCase("content-type: application/json")
                .containsIgnoringCase("vary: accept-encoding")
                .endsWith("\r\n\r\n{}");
    }

    @Test
    void rootIsEmpty() throws IOException {
        assertThat(exchange(request("GET", "/", "", "")))
                .startsWith("HTTP/1.1 200 OK")
                .endsWith("\r\n\r\n");
    }

    @Test
    void unknownPathIs404AndWrongVerb501() throws IOException {
        assertThat(exchange(request("GET", "/v3/x", "", "")))
                .startsWith("HTTP/1.1 404")
                .endsWith("{\"code\":5,\"message\":\"Not Found\"}");
        assertThat(exchange(request("PATCH", "/healthcheck", "", "")))
                .startsWith("HTTP/1.1 501")
                .endsWith("{\"code\":12,\"message\":\"Method Not Allowed\"}");
    }

    @Test
    void everyCallOfTheServiceIsRouted() throws IOException {
        String answer =
                exchange(
                        request("GET", "/v2/friend?limit=1&", "Authorization: Bearer ann\r\n", ""));
        assertThat(answer).startsWith("HTTP/1.1 501").contains("\"code\":12");
    }

    @Test
    void missingTokenIs401WithAChallenge() throws IOException {
        assertThat(exchange(request("GET", "/v2/account", "", "")))
                .startsWith("HTTP/1.1 401")
                .containsIgnoringCase("www-authenticate: Session token required")
                .contains("\"code\":16");
        assertThat(exchange(request("GET", "/v2/account", basic("serverkey"), "")))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    void repeatedCredentialsAreRefused() throws IOException {
        String twice = "Authorization: Bearer ann\r\nAuthorization: Bearer ann\r\n";
        assertThat(exchange(request("GET", "/v2/account", twice, ""))).startsWith("HTTP/1.1 401");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        server.rpcs.register("echo", (_, payload) -> payload);
        String all = "";
        for (int i = 0; i < 20; i++) {
            String body = "\"" + i + "\"";
            all +=
                    "POST /v2/rpc/echo?http_key=httpkey HTTP/1.1\r\nHost: x\r\nContent-Length: "
                            + body.length()
                            + "\r\n\r\n"
                            + body;
        }
        String answer = exchange(all, request("GET", "/healthcheck", "", ""));
        int at = -1;
        for (int i = 0; i < 20; i++) {
            int next = answer.indexOf("{\"payload\":\"" + i + "\"}");
            assertThat(next).as("answer %d", i).isGreaterThan(at);
            at = next;
        }
    }

    @Test
    void rpcTakesAJsonStringAndUnwrappedBodies() throws IOException {
        server.rpcs.register("a/b", (_, payload) -> "<" + payload + ">");
        String key = basic("httpkey");
        assertThat(exchange(request("POST", "/v2/rpc/A/B", key, "\"{\\\"x\\\":1}\"")))
                .endsWith("{\"payload\":\"<{\\\"x\\\":1}>\"}");
        assertThat(exchange(request("POST", "/v2/rpc/a/b?unwrap", key, "{\"x\":1}")))
                .containsIgnoringCase("content-type: text/plain")
                .endsWith("\r\n\r\n<{\"x\":1}>");
        assertThat(exchange(request("POST", "/v2/rpc/a/b", key, "")))
                .endsWith("{\"payload\":\"<>\"}");
        assertThat(exchange(request("POST", "/v2/rpc/a/b", key, "{\"x\":1}")))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":3");
        assertThat(exchange(request("GET", "/v2/rpc/a/b?payload=p", key, "")))
                .endsWith("{\"payload\":\"<>\"}");
        assertThat(exchange(request("GET", "/v2/rpc/none", key, "")))
                .startsWith("HTTP/1.1 404")
                .contains("\"error\":\"RPC function not found\"");
        assertThat(exchange(request("GET", "/v2/rpc/a/b", basic("wrong"), "")))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    void functionsSeeQueryParametersAndFailWithTheirCode() throws IOException {
        server.rpcs.register(
                "q",
                (caller, _) ->
                        caller.origin().queryParams().getOrDefault("payload", List.of()).getFirst()
                                + caller.origin()
                                        .headers()
                                        .getOrDefault("x-game", List.of())
                                        .getFirst());
        server.rpcs.register(
                "no",
                (_, _) -> {
                    throw new ApiException(Code.FAILED_PRECONDITION, "not \"now\"");
                });
        assertThat(
                        exchange(
                                request(
                                        "GET",
                                        "/v2/rpc/q?http_key=httpkey&payload=%7B%7D",
                                        "X-Game: 7\r\n",
                                        "")))
                .endsWith("{\"payload\":\"{}7\"}");
        assertThat(exchange(request("GET", "/v2/rpc/no?http_key=httpkey", "", "")))
                .startsWith("HTTP/1.1 400")
                .endsWith(
                        "{\"error\":\"not \\\"now\\\"\",\"code\":9,\"message\":\"not \\\"now\\\"\"}");
    }

    @Test
    void malformedQueriesAreTheCallersMistake() throws IOException {
        for (String query : new String[] {"?a=%", "?a=%zz", "?%g1=b"}) {
            assertThat(exchange(request("GET", "/v2/rpc/x" + query, basic("httpkey"), "")))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"code\":3");
            assertThat(
                            exchange(
                                    request(
                                            "GET",
                                            "/ws" + query,
                                            "Upgrade: websocket\r\nConnection: Upgrade\r\n",
                                            "")))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void tooLargeBodyIs400AndClosed() throws IOException {
        String answer =
                exchange("POST /v2/rpc/x HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\nabc");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .containsIgnoringCase("connection: close")
                .contains("\"code\":3");
        assertThat(exchange("GET / HTTP/9\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(exchange("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void pagesOfOtherOriginsMayCall() throws IOException {
        String origin = "Origin: http://game.example\r\n";
        assertThat(exchange(request("GET", "/healthcheck", origin, "")))
                .containsIgnoringCase("access-control-allow-origin: *");
        String wanted =
                origin
                        + "Access-Control-Request-Method: PUT\r\n"
                        + "Access-Control-Request-Headers: authorization, content-type\r\n";
        assertThat(exchange(request("OPTIONS", "/v2/account", wanted, "")))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("access-control-allow-headers: authorization,content-type")
                .containsIgnoringCase("access-control-allow-methods: PUT");
        assertThat(
                        exchange(
                                request(
                                        "OPTIONS",
                                        "/v2/account",
                                        origin
                                                + "Access-Control-Request-Method: GET\r\n"
                                                + "Access-Control-Request-Headers: x-evil\r\n",
                                        "")))
                .startsWith("HTTP/1.1 403");
        assertThat(
                        exchange(
                                request(
                                        "OPTIONS",
                                        "/v2/account",
                                        origin + "Access-Control-Request-Method: PATCH\r\n",
                                        "")))
                .startsWith("HTTP/1.1 405");
    }

    @Test
    void largeAnswersAreCompressedWhenAsked() throws IOException {
        server.rpcs.register("big", (_, _) -> "y".repeat(5000));
        String plain = exchange(request("GET", "/v2/rpc/big?http_key=httpkey", "", ""));
        String zipped =
                exchange(
                        request(
                                "GET",
                                "/v2/rpc/big?http_key=httpkey",
                                "Accept-Encoding: br, gzip\r\n",
                                ""));
        assertThat(zipped.toLowerCase(Locale.ROOT)).contains("content-encoding: gzip");
        assertThat(zipped.length()).isLessThan(plain.length() / 5);
    }

    @Test
    void compressedBodiesAreRead() throws IOException {
        server.rpcs.register("echo", (_, payload) -> payload);
        var bytes = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(bytes)) {
            gzip.write("\"hello\"".getBytes(StandardCharsets.UTF_8));
        }
        String body = bytes.toString(StandardCharsets.ISO_8859_1);
        assertThat(
                        exchange(
                                request(
                                        "POST",
                                        "/v2/rpc/echo?http_key=httpkey",
                                        "Content-Encoding: gzip\r\n",
                                        body)))
                .endsWith("{\"payload\":\"hello\"}");
    }
}
