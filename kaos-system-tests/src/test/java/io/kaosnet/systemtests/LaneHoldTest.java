package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.client.KaosException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Functions begin on the event loop that their call came in on. However they compute for long, the
/// loop's other connections are served meanwhile.
final class LaneHoldTest {
    /// More than event loops, so that each of them has one.
    private static final int CONNECTIONS = 16;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while true do end",
                "coroutine.wrap(function() while true do end end)()",
                "coroutine.wrap(function() coroutine.wrap(function() while true do end end)() end)()",
                "while true do pcall(function() while true do end end) end",
                "local t = {} for i = 1, 200 do t[i] = i end while true do"
                        + " table.sort(t, function(a, b) return a > b end) end",
                "local s = ('a'):rep(1000) while true do s:gsub('a', function() return 'b' end) end",
                "while true do require('nakama').bcrypt_hash('x') end",
                "local t = setmetatable({}, {__index = function() while true do end end}) return t.x"
            })
    void anEndlessFunctionDoesNotHoldUpItsLane(String body, @TempDir Path modules)
            throws Exception {
        Files.writeString(
                modules.resolve("main.lua"),
                "require('nakama').register_rpc(function() " + body + " end, 'spin')");
        try (var server =
                        new ServerFixture(
                                "--runtime.path", modules.toString(), "--limits.enabled", "false");
                var eve = new Player(server.port(), "device-of-eve");
                HttpClient others = HttpClient.newHttpClient()) {
            assertThat(healthy(others, server.port())).isEqualTo(CONNECTIONS);
            var code = new CompletableFuture<Integer>();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    eve.client().rpc(eve.session(), "spin", "");
                                    code.complete(0);
                                } catch (KaosException e) {
                                    code.complete(e.code());
                                }
                            });
            int servedMeanwhile = 0;
            while (!code.isDone()) {
                assertThat(healthy(others, server.port())).isEqualTo(CONNECTIONS);
                if (!code.isDone()) {
                    servedMeanwhile++;
                }
            }
            // Out of time or, with what it makes meanwhile, out of memory.
            assertThat(code.join()).isIn(4, 8);
            // A lane that is held answers once at most, before the call has come in.
            assertThat(servedMeanwhile).isGreaterThan(3);
        }
    }

    /// Asks on all connections at once.
    private static int healthy(HttpClient client, int port) {
        List<CompletableFuture<HttpResponse<Void>>> answers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            answers.add(
                    client.sendAsync(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + port + "/healthcheck"))
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding()));
        }
        int count = 0;
        for (CompletableFuture<HttpResponse<Void>> answer : answers) {
            if (answer.join().statusCode() == 200) {
                count++;
            }
        }
        return count;
    }
}
