package io.kaosnet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.server.config.ConfigException;
import io.kaosnet.server.config.ServerConfig;
import io.kaosnet.server.config.Settings;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StartChecksTest {
    private static final String NO_UDP = "--rudp.enabled=false";

    @TempDir Path dir = Path.of("");

    private static Settings load(String... flags) {
        return Settings.load(List.of(flags), Map.of());
    }

    /// And leaves nothing behind: the same data can be served elsewhere at once.
    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertThatThrownBy(() -> start("--console.port=0", "--socket.port=" + port, NO_UDP))
                    .hasMessageStartingWith("socket.port: cannot listen on 127.0.0.1:" + port)
                    .hasMessageContaining("Address already in use");
            assertThatThrownBy(() -> start("--console.port=" + port, "--socket.port=0", NO_UDP))
                    .hasMessageStartingWith("console.port: cannot listen on 127.0.0.1:" + port);
        }
        start("--console.port=0", "--socket.port=0", NO_UDP).close();
    }

    @Test
    void aUdpPortThatIsTakenIsNamed() throws IOException {
        // TCP is not reached; with 0 there UDP would take any port.
        try (var taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(
                            () ->
                                    start(
                                            "--console.port=0",
                                            "--socket.port=7350",
                                            "--rudp.port=" + taken.getLocalPort()))
                    .hasMessageStartingWith("rudp.port: cannot listen on UDP")
                    .hasMessageContaining("Address already in use");
        }
    }

    /// They would change what the server holds in memory.
    @ParameterizedTest
    @ValueSource(strings = {"seed", "storage import", "account import"})
    void commandsThatWriteAreRefusedWhileAServerRuns(String command) throws IOException {
        List<String> words = List.of(command.split(" "));
        List<String> arguments = new ArrayList<>(words.subList(1, words.size()));
        if (words.size() > 1) {
            arguments.add(Files.writeString(dir.resolve("any.json"), "[]").toString());
        }
        arguments.add("--data_dir=" + dir.resolve("data"));
        try (KaosServer _ = start("--console.port=0", "--socket.port=0", NO_UDP)) {
            assertThatThrownBy(() -> DataCommands.run(words.getFirst(), arguments))
                    .hasMessageStartingWith("data_dir: another server runs on");
        }
    }

    private KaosServer start(String... flags) {
        List<String> all = new ArrayList<>(List.of(flags));
        all.add("--data_dir=" + dir.resolve("data"));
        return KaosServer.start(Settings.load(all, Map.of()));
    }

    @Test
    void defaultsAreFineOnLoopback() {
        assertThatCode(() -> PublicAddresses.refuseDefaults(load())).doesNotThrowAnyException();
        assertThatCode(() -> PublicAddresses.refuseDefaults(load("--socket.address", "::1")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", ""})
    void publicAddressWithDefaultKeysIsRefusedAndNamesThem(String address) {
        assertThatThrownBy(() -> PublicAddresses.refuseDefaults(load("--socket.address", address)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("socket.server_key")
                .hasMessageContaining("runtime.http_key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void publicAddressWithAnEmptyKeyIsRefused(String key) {
        Settings settings =
                load(
                        "--socket.address",
                        "0.0.0.0",
                        "--socket.server_key",
                        "a-key-of-our-own",
                        "--runtime.http_key",
                        key);
        assertThatThrownBy(() -> PublicAddresses.refuseDefaults(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("runtime.http_key")
                .hasMessageNotContaining("socket.server_key");
    }

    @ParameterizedTest
    @CsvSource({
        "session.encryption_key, defaultencryptionkey",
        "session.refresh_encryption_key, defaultrefreshencryptionkey"
    })
    void publicSigningKeysAreRefused(String name, String value) {
        Settings settings =
                load(
                        "--socket.address=0.0.0.0",
                        "--socket.server_key=one",
                        "--runtime.http_key=two",
                        "--" + name,
                        value);
        assertThatThrownBy(() -> PublicAddresses.refuseDefaults(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name);
    }

    private static @Nullable String credentials(Settings settings) {
        return PublicAddresses.metricsCredentials(ServerConfig.of(settings).console());
    }

    @Test
    void publicConsoleNeedsAPasswordOfItsOwn() {
        assertThat(credentials(load())).isNull();
        assertThatThrownBy(() -> PublicAddresses.refuseDefaults(load("--console.address=0.0.0.0")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("console.password");
        Settings settings = load("--console.address", "", "--console.password", "our own");
        PublicAddresses.refuseDefaults(settings);
        assertThat(credentials(settings)).isEqualTo("admin:our own");
    }

    @Test
    void publicAddressWithKeysOfItsOwnIsAccepted() {
        Settings settings =
                load(
                        "--socket.address",
                        "0.0.0.0",
                        "--socket.server_key",
                        "a-key-of-our-own",
                        "--runtime.http_key",
                        "another-key-of-our-own");
        assertThatCode(() -> PublicAddresses.refuseDefaults(settings)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "socket.port, 70000",
        "console.port, -1",
        "rudp.port, 65536",
        "rudp.backend, carrier-pigeon",
        "shutdown_grace_sec, -1",
        "database.max_open_conns, 0",
        "session.token_expiry_sec, 0",
        "session.refresh_token_expiry_sec, 0",
        "socket.max_request_size_bytes, 1",
        "socket.max_message_size_bytes, 1",
        "socket.proxy_count, 101",
        "session.refresh_token_expiry_sec, 59",
        "match.lanes, 1025",
        "match.input_queue_size, 0",
        "matchmaker.max_tickets, 0",
        "party.code_sec, 0",
        "leaderboard.callback_queue_workers, 0",
        "runtime.event_queue_size, 0",
        "runtime.rpc_time_ms, 0",
        "chat.flood, often",
        "social.timeout_ms, 0",
        "limits.user, fast",
        "limits.operations, RpcFunc=0/1",
        "runtime.env, novalue",
        "socket.ssl_certificate, only-one.pem"
    })
    void valueThatAStartWouldRefuseIsRefusedWithItsKey(String key, String value) {
        assertThatThrownBy(() -> ServerConfig.of(load("--" + key, value)))
                .isInstanceOfAny(ConfigException.class, IllegalArgumentException.class)
                .hasMessageContaining(key);
    }

    @ParameterizedTest
    @CsvSource({"logger.level, loud", "logger.format, xml"})
    void logSettingsAreCheckedToo(String key, String value) {
        assertThatThrownBy(() -> Logging.check(load("--" + key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    @Test
    void checkingMakesNothing() {
        Path data = dir.resolve("data");
        Settings settings = load("--data_dir", data.toString());
        ServerConfig _ = ServerConfig.of(settings);
        Logging.check(settings);
        assertThat(data).doesNotExist();
    }
}
