package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a whole server does with input that nobody honest sends: it says what is wrong, keeps
/// nothing, and goes on serving the others.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileInputTest {
    private static final String BASIC =
            "Authorization: Basic "
                    + Base64.getEncoder()
                            .encodeToString("defaultkey:".getBytes(StandardCharsets.UTF_8))
                    + "\r\n";
    private static final String POST_ACCOUNT = "POST /v2/account HTTP/1.1\r\nHost: x\r\n";
    private static final String AUTHENTICATE = "/v2/account/authenticate/device";

    private ServerFixture server;
    private Player other;

    @BeforeAll
    void start() {
        server =
                new ServerFixture(
                        "--socket.read_timeout_ms=600",
                        "--socket.idle_timeout_ms=900",
                        "--socket.close_ack_wait_ms=50",
                        "--limits.enabled=false");
        other = new Player(server.port(), "the-honest-player");
    }

    @AfterAll
    void stop() {
        other.close();
        server.close();
    }

    /// Whatever was done to it, the server serves others, and keeps nothing of the attacker.
    @AfterEach
    void othersAreServed() {
        assertThat(other.client().account(other.session()).getUser().getId()).isNotEmpty();
        other.await("a socket", other.socket()::isOpen);
        other.await(
                "no session but the honest player's", () -> server.metric("kaosnet_sessions") == 1);
    }

    private RawClient connect() throws IOException {
        return new RawClient(server.port());
    }

    private static String post(String path, String headers, String body) {
        return "POST "
                + path
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + headers
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    private String answer(String request) throws IOException {
        try (RawClient client = connect()) {
            return client.send(request).readAll();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthcheck HTTP/1.1\r\nHost: x\r\nX-Slow: ",
                "POST /v2/account HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
                "POST /v2/account HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1"
            })
    void requestThatTricklesInIsEndedInTime(String begin) throws IOException {
        long startNs = System.nanoTime();
        try (RawClient client = connect()) {
            client.send(begin);
            var answer = new StringBuilder();
            var reader =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            answer.append(client.readAll());
                                        } catch (IOException e) {
                                            answer.append(e);
                                        }
                                    });
            while (reader.isAlive()) {
                // A byte now and then must not buy more time.
                try {
                    client.send("1");
                    reader.join(50);
                } catch (IOException | InterruptedException _) {
                    break;
                }
            }
            join(reader);
            assertThat(answer.toString()).contains("408", "Request not received in time");
        }
        assertThat(System.nanoTime() - startNs).isLessThan(5_000_000_000L);
    }

    private static void join(Thread thread) {
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PR",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",
                // A stream that is opened with HEADERS and never goes on.
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                        + "\0\0\3\1\4\0\0\0\1\u0082\u0084\u0086"
            })
    void connectionThatSaysNothingMoreIsClosed(String begin) throws IOException {
        try (RawClient client = connect()) {
            assertThat(client.send(begin).readAll()).doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void truncatedRequestIsForgotten() throws IOException {
        try (RawClient client = connect()) {
            client.send("POST /v2/account HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"id")
                    .endOutput();
            assertThat(client.readAll()).doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void oversizedPartsAreRefusedWithTheLimit() throws IOException {
        assertThat(answer(POST_ACCOUNT + "Content-Length: 99999999999\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":3", "262144");
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        assertThat(answer(POST_ACCOUNT + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(5)))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":3", "262144");
        assertThat(answer("GET /healthcheck HTTP/1.1\r\nX: " + "y".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":3");
        assertThat(answer("GET /" + "y".repeat(20_000) + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":7}",
                "{\"id\":{}}",
                "{\"id\":[\"device-of-an-attacker\"]}",
                "[]",
                "\"device-of-an-attacker\"",
                "7",
                "{\"id\":\"device-of-an-attacker\"",
                "{\"id\":\"device-of-an-attacker\"} {}",
                "{\"id\":\"device-of-an-attack\u00c3\"}",
                "{\"id\":\"device-of-an-attack\u00ed\u00a0\u0080\"}",
                "{\"id\":\"device-of-an-attack\\ud800\"}",
                "{\"id\":\"device-of-an-attack\\u0000\"}",
                "{\"id\":\"device-of-an-attacker\",\"vars\":[]}",
                "\u0000\u0001\u0002",
                "\u00ff\u00fe{\u0000}\u0000"
            })
    void wrongTypesAndEncodingsAreTheCallersMistake(String body) throws IOException {
        assertThat(answer(post(AUTHENTICATE, BASIC, body)))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":3", "\"message\":\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"vars\":", "{\"account\":"})
    void deepJsonIsRefused(String level) throws IOException {
        String deep = level.repeat(100_000 / level.length());
        assertThat(answer(post(AUTHENTICATE, BASIC, deep)))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":3");
    }

    @Test
    void bombIsNotUnpacked() throws IOException {
        var packed = new java.io.ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(packed)) {
            gzip.write(new byte[50_000_000]);
        }
        String body = packed.toString(StandardCharsets.ISO_8859_1);
        assertThat(answer(post(AUTHENTICATE, BASIC + "Content-Encoding: gzip\r\n", body)))
                .startsWith("HTTP/1.1 400")
                .contains("too large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ping\":7}",
                "{\"match_join\":{\"match_id\":{}}}",
                "{\"cid\":5,\"ping\":{}}",
                "[[[[",
                "{\"ping\":{},\"pong\":{}}",
                "{\"rpc\":{\"id\":\"x\",\"payload\":\"\\ud800\"}}",
                "not json"
            })
    void socketIsToldWhatWasWrongThenClosed(String json) throws IOException {
        String token = other.session().token();
        try (RawClient client = connect().upgrade(token, "json")) {
            assertThat(client.text(json).readAll()).contains("\"error\":{\"code\":3");
        }
    }

    @Test
    void deepAndBrokenSocketMessagesAreRefused() throws IOException {
        String token = other.session().token();
        for (String level : new String[] {"[", "{\"a\":", "{\"match_join\":"}) {
            try (RawClient client = connect().upgrade(token, "json")) {
                String deep = "{\"x\":" + level.repeat(4000 / level.length());
                assertThat(client.text(deep).readAll()).contains("\"error\":{\"code\":3");
            }
        }
        try (RawClient client = connect().upgrade(token, "json")) {
            byte[] notUtf8 = {'{', '"', (byte) 0xc3, '"', ':', '1', '}'};
            assertThat(client.frame(1, notUtf8).readAll()).contains("\"error\":{\"code\":3");
        }
        byte[] groups = new byte[4000];
        java.util.Arrays.fill(groups, (byte) 0x0b); // Start of group 1, over and over.
        byte[] lengths = new byte[4000];
        java.util.Arrays.fill(lengths, (byte) 0xff); // A number that never ends.
        for (byte[] payload :
                new byte[][] {groups, lengths, {0x0a, 0x7f}, {0x0a, 0x01, (byte) 0xff}}) {
            try (RawClient client = connect().upgrade(token, "protobuf")) {
                assertThat(client.frame(2, payload).readAll()).contains("Malformed");
            }
        }
    }
}
