package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.protocol.api.Users;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hook's first calls run code that nobody has compiled: they have more time, and no others.
final class ColdHookTest {
    private static final int COLD_CALLS = 200;

    @Test
    void theFirstCallsOfAHookHaveMoreTime(@TempDir Path modules) throws Exception {
        Files.writeString(
                modules.resolve("main.lua"),
                """
                local nk = require("nakama")
                nk.register_req_before(function(_, request)
                  local until_ms = nk.time() + tonumber(request.usernames[1])
                  while nk.time() < until_ms do end
                  return request
                end, "GetUsers")
                """);
        try (var server =
                        new ServerFixture(
                                "--runtime.path",
                                modules.toString(),
                                "--runtime.hook_time_ms",
                                "500");
                var ann = new Player(server.port(), "device-of-ann")) {
            for (int call = 1; call < COLD_CALLS; call++) {
                computeFor(0, ann);
            }
            computeFor(800, ann);
            assertThatThrownBy(() -> computeFor(800, ann)).hasMessageContaining("took too long");
        }
    }

    private static void computeFor(int ms, Player player) {
        Users users =
                player.client()
                        .call(
                                player.session(),
                                "GET",
                                "/v2/user?usernames=" + ms,
                                null,
                                Users.getDefaultInstance());
        assertThat(users.getUsersCount()).isZero();
    }
}
