package io.kaosnet.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A configuration written for Nakama loads: what means the same has effect, the rest is reported.
final class NakamaConfigTest {
    private static final Path PAGE = Path.of("../docs/operating/configuration.md");

    @TempDir Path dir = Path.of("");

    /// Every key of the reference with a value of its type.
    private static Map<String, String> reference() throws IOException {
        try (InputStream in = NakamaConfigTest.class.getResourceAsStream("nakama-keys.tsv")) {
            String table =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> keys = new LinkedHashMap<>();
            for (String line : table.lines().toList()) {
                String[] fields = line.split("\t", -1);
                keys.put(
                        fields[0],
                        switch (fields[1]) {
                            case "bool" -> "true";
                            case "int", "int64" -> "7";
                            case "string" -> "text";
                            case "[]string" -> "[\"a=1,2\", \"b=2\"]";
                            default -> throw new IllegalStateException(line);
                        });
            }
            return keys;
        }
    }

    private Settings load(String yaml) throws IOException {
        Path file = dir.resolve("nakama.yml");
        Files.writeString(file, yaml);
        return Settings.load(List.of("--config", file.toString()), Map.of());
    }

    @Test
    void everyKeyOfTheReferenceIsKnown() throws IOException {
        assertThat(reference()).hasSizeGreaterThan(130);
        for (Map.Entry<String, String> key : reference().entrySet()) {
            String name = key.getKey();
            String[] parts = name.split("\\.", -1);
            var yaml = new StringBuilder();
            for (int i = 0; i < parts.length; i++) {
                yaml.append("  ".repeat(i)).append(parts[i]).append(':');
                yaml.append(i == parts.length - 1 ? " " + key.getValue() : "").append('\n');
            }
            Settings settings = load(yaml.toString());
            assertThat(settings.ignored().containsKey(name))
                    .as(name)
                    .isEqualTo(!Keys.all().containsKey(ForeignKeys.current(name)));
        }
    }

    @Test
    void theUsualFileLoads() throws IOException {
        Settings settings =
                load(
                        """
                        name: nakama1
                        data_dir: ./data/
                        logger:
                          level: DEBUG
                          stdout: true
                        database:
                          address:
                            - "root:secret@cockroach-1:26257"
                            - "root:secret@cockroach-2:26257"
                          conn_max_lifetime_ms: 3600000
                          max_open_conns: 100
                        metrics:
                          reporting_freq_sec: 60
                        runtime:
                          env: ["KEY=a,b", "OTHER=c=d"]
                          read_only_globals: false
                        matchmaker:
                          interval_sec: 3
                        session:
                          token_expiry_sec: 7200
                        console:
                        """);
        assertThat(settings.text("name")).isEqualTo("nakama1");
        assertThat(settings.text("database.address"))
                .isEqualTo("root:secret@cockroach-1:26257,root:secret@cockroach-2:26257");
        assertThat(settings.whole("session.token_expiry_sec", 1, 10_000)).isEqualTo(7200);
        assertThat(settings.pairs("runtime.env"))
                .containsExactly(Map.entry("KEY", "a,b"), Map.entry("OTHER", "c=d"));
        assertThat(settings.ignored())
                .containsKeys("metrics.reporting_freq_sec")
                .doesNotContainKeys("session.token_expiry_sec", "console");
        assertThat(settings.show()).contains("# without effect: metrics.reporting_freq_sec (");
    }

    @Test
    void whatNobodyKnowsIsStillRefused() {
        assertThatThrownBy(() -> load("matchmaker:\n  intervall_sec: 3\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("matchmaker.intervall_sec");
        assertThatThrownBy(() -> load("matchmakr:\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("matchmakr");
        assertThatThrownBy(() -> load("socket: 7\n")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> load("socket:\n  port: [1, 2]\n"))
                .hasMessageContaining("socket.port: 1,2 (expected: a whole number)");
        assertThatThrownBy(() -> load("socket:\n  port:\n    number: 1\n"))
                .hasMessageContaining("socket.port.number");
    }

    @Test
    void thePageNamesEveryKeyWithoutEffect() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(ForeignKeys.reasons().keySet())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page).as(name).contains("`" + name + "`"));
    }

    @Test
    void theNearestKeyMayBeOneWithoutEffect() {
        assertThatThrownBy(() -> load("satori:\n  urll: x\n"))
                .hasMessageContaining("did you mean satori.url?");
    }
}
