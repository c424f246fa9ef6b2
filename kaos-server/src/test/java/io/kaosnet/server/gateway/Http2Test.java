package io.kaosnet.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.server.gateway.http.HttpConfig;
import io.kaosnet.server.gateway.ws.WsConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// REST over HTTP/2 that the client starts without asking (RFC 9113, 3.3).
final class Http2Test {
    private static final int WRITE_TIMEOUT_MS = 700;
    private static final int WINDOW = 65_535;
    private static final String ECHO = "/v2/rpc/echo?http_key=httpkey&unwrap=";

    private final GatewayFixture server =
            new GatewayFixture(
                    new HttpConfig(262_144, 10_000, WRITE_TIMEOUT_MS, 60_000, 0, List.of()),
                    new WsConfig(4096, 256 * 1024, 15_000, 25_000, 2000, null));

    Http2Test() {
        server.rpcs.register("echo", (_, payload) -> payload);
        server.rpcs.register("long", (_, payload) -> "x".repeat(Integer.parseInt(payload)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Http2Client client() {
        return new Http2Client(server.address, WINDOW);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void answersAreThoseOfHttp1() throws InterruptedException {
        try (Http2Client client = client()) {
            Http2Client.Answer health = client.get("/healthcheck").awaitWhole();
            assertThat(health.status()).isEqualTo("200");
            assertThat(text(health.body())).isEqualTo("{}");
            assertThat(health.header("content-type")).isEqualTo("application/json");
            assertThat(health.header("connection")).isEmpty();
            Http2Client.Answer echo = client.request("POST", ECHO, utf8("\"hi\"")).awaitWhole();
            assertThat(text(echo.body())).isEqualTo("\"hi\"");
        }
    }

    @Test
    void slowRequestHoldsUpNoOther() throws InterruptedException {
        var goOn = new CountDownLatch(1);
        server.rpcs.register(
                "slow",
                (_, _) -> {
                    try {
                        return goOn.await(10, TimeUnit.SECONDS) ? "\"done\"" : "\"late\"";
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        try (Http2Client client = client()) {
            Http2Client.Answer slow = client.get("/v2/rpc/slow?http_key=httpkey&unwrap=");
            List<Http2Client.Answer> quick = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                quick.add(client.request("POST", ECHO, utf8("\"" + i + "\"")));
            }
            for (int i = 0; i < quick.size(); i++) {
                assertThat(text(quick.get(i).awaitWhole().body())).isEqualTo("\"" + i + "\"");
            }
            assertThat(slow.isWhole()).isFalse();
            goOn.countDown();
            assertThat(text(slow.awaitWhole().body())).isEqualTo("\"done\"");
        }
    }

    @Test
    void bodiesAreCompressedBothWays() throws InterruptedException, IOException {
        String payload = "\"" + "gzip both ways ".repeat(400) + "\"";
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(utf8(payload));
        }
        try (Http2Client client = client()) {
            Http2Client.Answer answer =
                    client.request(
                                    "POST",
                                    ECHO,
                                    packed.toByteArray(),
                                    "content-encoding",
                                    "gzip",
                                    "accept-encoding",
                                    "gzip")
                            .awaitWhole();
            assertThat(answer.header("content-encoding")).isEqualTo("gzip");
            assertThat(answer.body().length).isLessThan(payload.length() / 4);
            try (var plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
                assertThat(text(plain.readAllBytes())).isEqualTo(payload);
            }
        }
    }

    @Test
    void mistakesEndTheirRequestAndNotTheConnection() throws InterruptedException {
        try (Http2Client client = client()) {
            Http2Client.Answer unknown = client.get("/v3/x").awaitWhole();
            assertThat(unknown.status()).isEqualTo("404");
            assertThat(text(unknown.body())).isEqualTo("{\"code\":5,\"message\":\"Not Found\"}");
            Http2Client.Answer anonymous = client.get("/v2/account").awaitWhole();
            assertThat(anonymous.status()).isEqualTo("401");
            assertThat(anonymous.header("www-authenticate")).isEqualTo("Session token required");
            Http2Client.Answer deep =
                    client.request("POST", "/v2/rpc/echo?http_key=httpkey", utf8("{\"a\":"))
                            .awaitWhole();
            assertThat(deep.status()).isEqualTo("400");
            Http2Client.Answer socket = client.get("/ws?token=ann").awaitWhole();
            assertThat(socket.status()).isEqualTo("400");
            // More than the limit, and more than the server's window lets out at once.
            Http2Client.Answer large =
                    client.request("POST", ECHO, new byte[300_000])
                            .await(a -> !a.status().isEmpty());
            assertThat(large.status()).isEqualTo("400");
            assertThat(text(large.awaitWhole().body())).contains("too large", "262144");
            assertThat(client.isOpen()).isTrue();
            assertThat(client.get("/healthcheck").awaitWhole().status()).isEqualTo("200");
        }
    }

    @Test
    void slowReaderGetsWhatItsWindowAllowsAndDelaysNobody() throws InterruptedException {
        try (var client = new Http2Client(server.address, 1000)) {
            Http2Client.Answer answer =
                    client.request("POST", "/v2/rpc/long?http_key=httpkey&unwrap=", utf8("20000"));
            answer.await(a -> a.body().length == 1000);
            assertThat(client.get("/healthcheck").awaitWhole().status()).isEqualTo("200");
            assertThat(answer.body()).hasSize(1000);
            answer.take(500);
            answer.await(a -> a.body().length == 1500);
            answer.take(40_000);
            assertThat(answer.awaitWhole().body()).hasSize(20_000);
        }
    }

    @Test
    void answerThatIsNotTakenIsGivenUp() throws InterruptedException {
        try (var client = new Http2Client(server.address, 1000)) {
            Http2Client.Answer answer =
                    client.request("POST", "/v2/rpc/long?http_key=httpkey&unwrap=", utf8("20000"));
            answer.await(Http2Client.Answer::isReset);
            assertThat(answer.isWhole()).isFalse();
            assertThat(client.get("/healthcheck").awaitWhole().status()).isEqualTo("200");
        }
    }
}
