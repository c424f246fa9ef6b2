package io.kaosnet.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.chat.ChatConfig;
import io.kaosnet.core.match.MatchConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ServerConfigTest {
    private static ServerConfig load(String... flags) {
        return ServerConfig.of(Settings.load(List.of(flags), Map.of()));
    }

    @Test
    void defaultsOfTheKeysAreThoseOfTheFeatures() {
        ServerConfig config = load();
        assertThat(config.matches()).isEqualTo(MatchConfig.DEFAULT);
        assertThat(config.social().chat()).isEqualTo(ChatConfig.DEFAULT);
        assertThat(config.graceSec()).isEqualTo(5);
        assertThat(config.sockets().host()).isEqualTo("127.0.0.1");
        assertThat(config.sockets().port()).isEqualTo(7350);
        assertThat(config.sockets().tls()).isNull();
        assertThat(config.rudp().isEnabled()).isTrue();
        assertThat(config.rudp().port()).isEqualTo(7350);
        assertThat(config.console().port()).isEqualTo(7351);
        assertThat(config.matchmaking().matchmaker().intervalMs()).isEqualTo(15_000);
        assertThat(config.sessions().needsKey()).isTrue();
    }

    @Test
    void freePortsAreFreeForReliableUdpToo() {
        assertThat(load("--socket.port=0", "--rudp.port=9000").rudp().port()).isZero();
        assertThat(load("--rudp.port=9000").rudp().port()).isEqualTo(9000);
    }

    @Test
    void millisecondsOfTheMatchmakerWinOverSeconds() {
        assertThat(
                        load("--matchmaker.interval_sec=3", "--matchmaker.interval_ms=0")
                                .matchmaking()
                                .matchmaker()
                                .intervalMs())
                .isZero();
    }

    @Test
    void ofTwoValuesInTheEnvironmentTheLastOneHolds() {
        assertThat(load("--runtime.env=one=1,two=2,one=3").runtime().env())
                .isEqualTo(Map.of("one", "3", "two", "2"));
    }

    @Test
    void aGivenKeyIsKeptAndTheOtherOneIsMade() {
        var tokens = load("--session.encryption_key=mine").sessions().tokens("made", "made too");
        assertThat(tokens.encryptionKey()).isEqualTo("mine");
        assertThat(tokens.refreshEncryptionKey()).isEqualTo("made too");
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(
                        load(
                                        "--socket.server_key=hush",
                                        "--runtime.http_key=hush",
                                        "--session.encryption_key=hush",
                                        "--session.refresh_encryption_key=hush-hush",
                                        "--rudp.secret=hush",
                                        "--console.password=hush",
                                        "--social.steam.publisher_key=hush",
                                        "--runtime.env=token=hush")
                                .toString())
                .contains("SocialConfig", "RudpConfig")
                .doesNotContain("hush");
    }
}
