package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.runtime.Leaderboards;
import io.kaosnet.runtime.Server;
import io.kaosnet.runtime.Tournaments;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Leaderboards and tournaments through the unmodified JavaScript SDK, made by game code.
final class LeaderboardsSdkTest {
    @BeforeAll
    static void installSdk() throws Exception {
        SdkTest.installSdk();
    }

    @Test
    void sdkSeesWhatGameCodeMakes() throws Exception {
        try (var fixture = new ServerFixture()) {
            Server game = fixture.server().game();
            game.leaderboards().create(new Leaderboards.Definition("best"));
            game.leaderboards()
                    .create(new Leaderboards.Definition("mine", true, "desc", "set", "", "", true));
            game.leaderboards()
                    .create(
                            new Leaderboards.Definition(
                                    "daily",
                                    false,
                                    "asc",
                                    "best",
                                    "CRON_TZ=Asia/Tokyo @daily",
                                    "{\"a\":1}",
                                    true));
            game.tournaments()
                    .create(
                            new Tournaments.Definition(
                                    new Leaderboards.Definition("cup"),
                                    "Cup",
                                    "",
                                    3,
                                    0,
                                    0,
                                    3600,
                                    2,
                                    2,
                                    true));
            game.brackets().create(Bracket.newBuilder().setId("final4").build());
            assertThat(
                            SdkTest.run(
                                    60,
                                    "node",
                                    "leaderboards.mjs",
                                    "127.0.0.1",
                                    "" + fixture.port()))
                    .contains("passed: leaderboards, tournaments");
            assertThat(game.tournaments().byIds(java.util.List.of("cup", "best")))
                    .singleElement()
                    .satisfies(cup -> assertThat(cup.getSize()).isEqualTo(2));
            Bracket started = game.brackets().start("final4");
            assertThat(started.getMatchesList()).hasSize(1);
            Bracket ended = game.brackets().decide("final4", 1, 0, 1);
            assertThat(ended.getEntrants(0).getUserId()).isEqualTo(started.getMatches(0).getAway());
        }
    }
}
