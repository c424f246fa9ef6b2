package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The browser game, played by two. Needs Chromium (apt-get install chromium), Node 20 and npm.
@Tag("slow")
final class KaosIoTest {
    private static final Path GAME = Path.of("../examples/kaos-io").toAbsolutePath().normalize();

    @BeforeAll
    static void installSdk() throws Exception {
        SdkTest.installSdk();
        if (!Files.exists(GAME.resolve("node_modules"))) {
            SdkTest.run(300, "npm", "ci", "--no-audit", "--no-fund", "--prefix", GAME.toString());
        }
    }

    @Test
    void twoPlayAmongBotsAndOneComesBack() throws Exception {
        Path screenshot = Path.of("target/kaos-io.png").toAbsolutePath();
        try (var fixture =
                new ServerFixture(
                        "--runtime.path",
                        GAME.resolve("modules").toString(),
                        "--runtime.env",
                        "kaos_io_bots=4")) {
            String chromium = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
            assertThat(
                            SdkTest.run(
                                    180,
                                    "node",
                                    "kaos-io.mjs",
                                    chromium,
                                    "" + fixture.port(),
                                    screenshot.toString()))
                    .contains("passed: mass");
        }
    }
}
