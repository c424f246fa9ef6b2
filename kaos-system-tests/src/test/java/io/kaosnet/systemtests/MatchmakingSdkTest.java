package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Players and parties find each other through the unmodified JavaScript SDK in a page of another
/// origin. Needs Chromium (apt-get install chromium), Node 20 and npm.
final class MatchmakingSdkTest {
    @BeforeAll
    static void installSdk() throws Exception {
        SdkTest.installSdk();
    }

    @Test
    @Tag("slow")
    void playersAndPartiesFindEachOtherInABrowser() throws Exception {
        String modules = Path.of("src/test/lua-matchmaking").toAbsolutePath().toString();
        try (var fixture =
                new ServerFixture("--runtime.path", modules, "--matchmaker.interval_sec", "1")) {
            String chromium = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
            String steps =
                    "alone relayed, alone in the arena, taken back, party relayed,"
                            + " party in the arena";
            assertThat(
                            SdkTest.run(
                                    120,
                                    "node",
                                    "browser.mjs",
                                    chromium,
                                    "127.0.0.1",
                                    "" + fixture.port(),
                                    "matchmaking.mjs"))
                    .contains("json passed: " + steps, "protobuf passed: " + steps);
            assertThat(fixture.metric("kaosnet_matchmaker_matches_total")).isEqualTo(8);
        }
    }
}
