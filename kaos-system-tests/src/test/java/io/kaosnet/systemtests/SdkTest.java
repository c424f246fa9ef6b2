package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The unmodified JavaScript SDK against the whole server. Needs Node 20 and npm.
final class SdkTest {
    private static final Path SCRIPTS = Path.of("src/test/js").toAbsolutePath();

    @BeforeAll
    static void installSdk() throws Exception {
        Path installed = SCRIPTS.resolve("node_modules/.package-lock.json");
        Path wanted = SCRIPTS.resolve("package-lock.json");
        if (!Files.exists(installed)
                || Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(wanted))
                        < 0) {
            run(300, "npm", "ci", "--no-audit", "--no-fund", "--omit=optional");
        }
    }

    /// What the command printed.
    static String run(int limitSec, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("sdk", ".log");
        Process process =
                new ProcessBuilder(command)
                        .directory(SCRIPTS.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(limitSec, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        assertThat(ended).as("%s within %d s:%n%s", List.of(command), limitSec, printed).isTrue();
        assertThat(process.exitValue()).as("%s:%n%s", List.of(command), printed).isZero();
        return printed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "protobuf"})
    void sdkPassesOnSqlite(String format) throws Exception {
        try (var fixture = new ServerFixture()) {
            assertThat(run(60, "node", "node.mjs", "127.0.0.1", "" + fixture.port(), format))
                    .contains("passed: authenticate, accounts, refresh, storage,", "log out")
                    .contains("friends, groups, chat, notifications");
        }
    }

    @Test
    void sdkPassesOnPostgresql() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                var fixture =
                        new ServerFixture(
                                "--database.address",
                                "postgres:postgres@localhost:"
                                        + postgres.getPort()
                                        + "/postgres")) {
            assertThat(run(60, "node", "node.mjs", "127.0.0.1", "" + fixture.port(), "json"))
                    .contains("log out", "friends, groups, chat, notifications");
        }
    }

    /// In a page of another origin. Needs Chromium (apt-get install chromium).
    @Test
    @Tag("slow")
    void sdkPassesInABrowser() throws Exception {
        try (var fixture = new ServerFixture()) {
            String chromium = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
            assertThat(run(120, "node", "browser.mjs", chromium, "127.0.0.1", "" + fixture.port()))
                    .contains("json passed:", "protobuf passed:");
        }
    }
}
