package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// The console port where other machines reach it.
final class ConsoleTest {
    @Test
    void metricsAskForCredentialsWhereOthersReachThem() throws Exception {
        try (var server =
                        new ServerFixture(
                                "--console.address=0.0.0.0", "--console.password", "our own");
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(status(server, http, "/metrics", "")).isEqualTo(401);
            assertThat(status(server, http, "/metrics", "admin:password")).isEqualTo(401);
            assertThat(status(server, http, "/metrics", "admin:our own")).isEqualTo(200);
            assertThat(status(server, http, "/matches", "")).isEqualTo(401);
            assertThat(status(server, http, "/matches", "admin:our own")).isEqualTo(200);
            assertThat(status(server, http, "/healthcheck", "")).isEqualTo(200);
            assertThat(status(server, http, "/readyz", "")).isEqualTo(200);
        }
    }

    private static int status(
            ServerFixture server, HttpClient http, String path, String credentials)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.console(path));
        if (!credentials.isEmpty()) {
            String encoded =
                    Base64.getEncoder()
                            .encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + encoded);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void refusedCredentialsAreLimitedLikeCalls() throws Exception {
        try (var server = new ServerFixture("--limits.address=1/5");
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest guess =
                    HttpRequest.newBuilder(server.page("/v2/account"))
                            .header("Authorization", "Bearer guessed")
                            .build();
            for (int i = 0; i < 5; i++) {
                assertThat(http.send(guess, HttpResponse.BodyHandlers.ofString()).statusCode())
                        .isEqualTo(401);
            }
            HttpResponse<String> refused = http.send(guess, HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            HttpRequest socket = HttpRequest.newBuilder(server.page("/ws?token=guessed")).build();
            assertThat(http.send(socket, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isIn(400, 429);
        }
    }
}
