package io.kaosnet.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.OnEveryDatabase;
import io.kaosnet.core.session.Jwt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class TokensTest {
    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @OnEveryDatabase
    void forgedAlteredAndForeignTokensAreRefused(Database database) {
        AuthWorld world = new AuthWorld(database);
        UUID user = UUID.randomUUID();
        String token = world.tokens.issue(user, "ann", Map.of("a", "b\"")).session();
        assertThat(world.tokens.verify(token).userId()).isEqualTo(user);
        assertThat(world.tokens.verify(token).vars()).containsExactly(Map.entry("a", "b\""));
        String[] parts = token.split("\\.");
        String payload =
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String other = base64(payload.replace("ann", "bob"));
        String none = base64("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        for (String wrong :
                new String[] {
                    "",
                    ".",
                    "..",
                    "a.b.c",
                    token + ".",
                    token.substring(0, token.length() - 2),
                    parts[0] + "." + other + "." + parts[2],
                    none + "." + parts[1] + ".",
                    none + "." + parts[1] + "." + parts[2],
                    new Jwt("another-key").sign(payload.getBytes(StandardCharsets.UTF_8)),
                    new Jwt("session-key").sign("{}".getBytes(StandardCharsets.UTF_8)),
                    new Jwt("session-key").sign("[]".getBytes(StandardCharsets.UTF_8)),
                    new Jwt("session-key").sign("{\"tid\":".getBytes(StandardCharsets.UTF_8)),
                }) {
            assertThat(world.tokens.session(wrong)).as(wrong).isNull();
        }
    }

    @OnEveryDatabase
    void tokenEndsWithItsLife(Database database) {
        AuthWorld world = new AuthWorld(database);
        String token = world.tokens.issue(UUID.randomUUID(), "ann", Map.of()).session();
        world.clock.passMs(59_000);
        assertThat(world.tokens.session(token)).isNotNull();
        world.clock.passMs(1_000);
        assertThat(world.tokens.session(token)).isNull();
    }

    @Test
    void equalKeysAndLivesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new TokenConfig("same", "same", 60, 60, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two keys");
        assertThatThrownBy(() -> new TokenConfig("a", "b", 0, 60, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenConfig("a", "b", 60, 59, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new TokenConfig("secret", "b", 60, 60, false).toString())
                .doesNotContain("secret");
    }

    /// Two hashes of one password differ, and each verifies.
    @Test
    void passwordsAreSaltedAndVerify() {
        Passwords passwords = new Passwords();
        String hash = passwords.hash("correct horse");
        assertThat(hash).isNotEqualTo(passwords.hash("correct horse"));
        assertThat(passwords.matches("correct horse", hash)).isTrue();
        assertThat(passwords.matches("wrong horse", hash)).isFalse();
        assertThat(Passwords.isOutdated(hash)).isFalse();
    }

    @Test
    void addressThatGuessesManyAccountsHasToWait() {
        Lockouts lockouts = new Lockouts();
        for (int i = 0; i < Lockouts.FREE_PER_ADDRESS; i++) {
            lockouts.begin("account-" + i, "10.0.0.1", 0);
            lockouts.onFailure("10.0.0.1", 0);
        }
        assertThatThrownBy(() -> lockouts.begin("account", "10.0.0.1", 1))
                .hasMessageContaining("Too many");
        lockouts.begin("account", "10.0.0.2", 1);
        lockouts.begin("account", "10.0.0.1", 1_000_000_001L);
    }
}
