package io.kaosnet.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    @TempDir Path dir = Path.of("");

    private static Settings load(String... flags) {
        return Settings.load(List.of(flags), Map.of());
    }

    @Test
    void defaultsAreThoseOfTheTable() {
        Settings settings = load();
        assertThat(settings.whole("socket.port", 1, 65_535)).isEqualTo(7350);
        assertThat(settings.text("socket.address")).isEqualTo("127.0.0.1");
        assertThat(settings.whole("session.token_expiry_sec", 1, 1_000_000)).isEqualTo(3600);
        assertThat(settings.flag("session.single_socket")).isFalse();
        assertThat(settings.list("runtime.env")).isEmpty();
    }

    @Test
    void flagsWinOverEnvironmentOverFile() throws IOException {
        Path file = dir.resolve("kaosnet.yml");
        Files.writeString(
                file,
                """
                name: from-file
                socket:
                  port: 1001
                  server_key: file
                runtime:
                  env: [a=1, b=2]
                """);
        Settings settings =
                Settings.load(
                        List.of("--config", file.toString(), "--socket.port=1003"),
                        Map.of("KAOSNET_SOCKET_PORT", "1002", "KAOSNET_SOCKET_SERVER_KEY", "env"));
        assertThat(settings.text("name")).isEqualTo("from-file");
        assertThat(settings.whole("socket.port", 1, 65_535)).isEqualTo(1003);
        assertThat(settings.text("socket.server_key")).isEqualTo("env");
        assertThat(settings.pairs("runtime.env"))
                .containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
    }

    @Test
    void nothingIsProposedThatIsNotMuchLikeIt() {
        assertThatThrownBy(() -> load("--weather", "fine"))
                .hasMessage("unknown key weather (`./kaosnet config` shows all keys)");
        assertThatThrownBy(() -> load("--server_key", "x"))
                .hasMessage("unknown key server_key (did you mean socket.server_key?)");
        assertThatThrownBy(() -> Settings.load(List.of(), Map.of("KAOSNET_WEATHER", "1")))
                .hasMessageContaining("KAOSNET_WEATHER is no key (`./kaosnet config`");
    }

    @Test
    void unknownKeysAreRefusedWithTheNearest() throws IOException {
        assertThatThrownBy(() -> load("--socket.prot", "1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("socket.port");
        assertThatThrownBy(() -> Settings.load(List.of(), Map.of("KAOSNET_SOCKET_PROT", "1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("KAOSNET_SOCKET_PROT")
                .hasMessageContaining("KAOSNET_SOCKET_PORT");
        Path file = dir.resolve("bad.yml");
        Files.writeString(file, "socket:\n  porrt: 1\n");
        assertThatThrownBy(() -> load("--config", file.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("socket.porrt")
                .hasMessageContaining("socket.port");
        Files.writeString(file, "socket: 7\n");
        assertThatThrownBy(() -> load("--config", file.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("socket: 7 (expected: keys below it, such as socket.");
        Files.writeString(file, "socket: [unclosed");
        assertThatThrownBy(() -> load("--config", file.toString()))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void valuesOfTheWrongTypeOrRangeAreRefusedWithTheirKey() {
        assertThatThrownBy(() -> load("--socket.port", "seven"))
                .hasMessageContaining("socket.port: seven");
        assertThatThrownBy(() -> load("--session.single_socket", "yes"))
                .hasMessageContaining("session.single_socket");
        assertThatThrownBy(() -> load("--socket.port", "70000").whole("socket.port", 1, 65_535))
                .hasMessageContaining("socket.port: 70000 (expected: 1..65535)");
        assertThatThrownBy(() -> load("--socket.port")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> load("socket.port", "1")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> load("--runtime.env", "novalue").pairs("runtime.env"))
                .hasMessageContaining("novalue");
    }

    @Test
    void secretsAreMaskedWhenShown() {
        String shown = load("--socket.server_key", "hush", "--socket.port", "1234").show();
        assertThat(shown).doesNotContain("hush").contains("server_key: \"***\"", "port: 1234");
        assertThat(shown.lines()).allSatisfy(line -> assertThat(line).doesNotContain("null"));
    }
}
