package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Lua modules are told of tournaments that end and boards that are reset.
final class BoardCallbacksTest {
    private static final String MODULE =
            """
            local nk = require("nakama")

            local told = {}

            nk.register_tournament_end(function(ctx, tournament, end_time, reset_time)
              nk.localcache_put("end", table.concat({ tournament.id, tournament.title,
                tournament.metadata.prize, tournament.category, tournament.end_active,
                end_time, reset_time }, " "))
            end)
            nk.register_tournament_reset(function(ctx, tournament)
              nk.localcache_put("treset", tournament.id .. " " .. tournament.duration)
            end)
            nk.register_leaderboard_reset(function(ctx, board)
              nk.localcache_put("reset", board.id .. " " .. board.metadata.prize)
            end)

            nk.register_rpc(function(ctx)
              local now = nk.time() / 1000
              nk.tournament_create("cup", false, "desc", "best", 1, nil, { prize = 7 }, "The Cup",
                "", 3, 0, math.floor(now) + 2)
              nk.leaderboard_create("fast", false, "desc", "best", "* * * * * * *", { prize = 9 })
            end, "make")

            nk.register_rpc(function(ctx, name)
              return nk.localcache_get(name) or ""
            end, "told")
            """;

    @Test
    void theyAreWholeTables(@TempDir Path modules) throws Exception {
        Files.writeString(modules.resolve("main.lua"), MODULE);
        try (var server = new ServerFixture("--runtime.path", modules.toString());
                var ann = new RawPlayer(server.port(), "ann")) {
            assertThat(ann.ask("POST", "/v2/rpc/make?unwrap", "").statusCode()).isEqualTo(200);
            ann.ask("POST", "/v2/tournament/cup", "{\"score\":\"3\"}");
            ann.ask("POST", "/v2/leaderboard/fast", "{\"score\":\"3\"}");
            assertThat(told(ann, "end")).startsWith("cup The Cup 7 3 ");
            assertThat(told(ann, "treset")).isEqualTo("cup 1");
            assertThat(told(ann, "reset")).isEqualTo("fast 9");
        }
    }

    private static String told(RawPlayer who, String name) {
        long latestNs = System.nanoTime() + 20_000_000_000L;
        String told = "";
        while (told.isEmpty()) {
            assertThat(System.nanoTime()).as(name).isLessThan(latestNs);
            LockSupport.parkNanos(20_000_000L);
            told = who.ask("POST", "/v2/rpc/told?unwrap", name).body();
        }
        return told;
    }
}
