package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.client.KaosException;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.realtime.Envelope;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose game modules change while it runs.
final class ReloadTest {
    private static final String FUNCTION =
            "require('nakama').register_rpc(function() return 'VERSION' end, 'version')";

    private static String version(Player player) {
        return player.request(
                        Envelope.newBuilder().setRpc(Rpc.newBuilder().setId("version")).build())
                .getRpc()
                .getPayload();
    }

    @Test
    void changedModulesAreLoadedAndBrokenOnesChangeNothing(@TempDir Path modules)
            throws IOException {
        Path file = modules.resolve("main.lua");
        Files.writeString(file, FUNCTION.replace("VERSION", "one"));
        try (var server =
                        new ServerFixture(
                                "--runtime.path",
                                modules.toString(),
                                "--runtime.watch",
                                "true",
                                // It asks as fast as it can, which a flood's limit would end.
                                "--limits.enabled",
                                "false");
                var ann = new Player(server.port(), "device-of-ann")) {
            assertThat(version(ann)).isEqualTo("one");
            Files.writeString(file, FUNCTION.replace("VERSION", "second"));
            ann.await("the second version", () -> version(ann).equals("second"));
            Files.writeString(file, "this is no Lua");
            Path other = modules.resolve("other.lua");
            Files.writeString(other, "-- nothing");
            Files.writeString(file, FUNCTION.replace("VERSION", "the third"));
            ann.await("the third version", () -> version(ann).equals("the third"));
        }
    }

    @Test
    void modulesAreLoadedAnewWhenTheConsoleAsks(@TempDir Path modules) throws Exception {
        Path file = modules.resolve("main.lua");
        Files.writeString(file, FUNCTION.replace("VERSION", "one"));
        try (var server = new ServerFixture("--runtime.path", modules.toString());
                var ann = new Player(server.port(), "device-of-ann")) {
            Files.writeString(file, FUNCTION.replace("VERSION", "second"));
            assertThat(reload(server, "admin:wrong").statusCode()).isEqualTo(401);
            assertThat(version(ann)).isEqualTo("one");
            assertThat(reload(server, "admin:password").body()).isEqualTo("{\"version\":2}");
            assertThat(version(ann)).isEqualTo("second");
            Files.writeString(file, "this is no Lua");
            HttpResponse<String> refused = reload(server, "admin:password");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("main.lua:1");
            assertThat(version(ann)).isEqualTo("second");
        }
    }

    private static HttpResponse<String> reload(ServerFixture server, String credentials)
            throws Exception {
        String basic =
                Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(server.console("/modules/reload"))
                            .header("Authorization", "Basic " + basic)
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /// Endless functions are ended, and the sockets of others go on meanwhile.
    @Test
    void endlessFunctionsAreEndedWhileOthersAreServed(@TempDir Path modules) throws Exception {
        Files.writeString(
                modules.resolve("main.lua"),
                "local nk = require('nakama')"
                        + " nk.register_rpc(function() while true do end end, 'spin')"
                        + " nk.register_rpc(function() return 'here' end, 'version')");
        try (var server =
                        new ServerFixture(
                                "--runtime.path", modules.toString(), "--limits.enabled", "false");
                var ann = new Player(server.port(), "device-of-ann");
                var eve = new Player(server.port(), "device-of-eve")) {
            List<Thread> spinning = new java.util.ArrayList<>();
            List<Integer> codes =
                    java.util.Collections.synchronizedList(new java.util.ArrayList<>());
            for (int i = 0; i < 40; i++) {
                spinning.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            try {
                                                eve.client().rpc(eve.session(), "spin", "");
                                            } catch (KaosException e) {
                                                codes.add(e.code());
                                            }
                                        }));
            }
            int served = 0;
            while (spinning.stream().anyMatch(Thread::isAlive)) {
                assertThat(version(ann)).isEqualTo("here");
                served++;
            }
            assertThat(codes).hasSize(40).containsOnly(4);
            assertThat(served).isGreaterThan(20);
        }
    }
}
