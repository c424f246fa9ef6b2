package io.kaosnet.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class VerifiedTokensTest {
    private final VerifiedTokens tokens = new VerifiedTokens();

    private static Claims claims(int player) {
        return new Claims("id", new UUID(0, player), "player-" + player, Map.of(), 0, 0, 1);
    }

    private int found(int from, int to) {
        int found = 0;
        for (int player = from; player < to; player++) {
            Claims kept = tokens.find("token-" + player);
            if (kept != null) {
                assertThat(kept).isEqualTo(claims(player));
                found++;
            }
        }
        return found;
    }

    @Test
    void tokensOfOneHashKeepBesideEachOther() {
        for (int player = 0; player < 2000; player++) {
            tokens.add("token-" + player, claims(player));
        }
        assertThat(found(0, 2000)).isGreaterThan(1950);
        assertThat(tokens.find("token-2000")).isNull();
    }

    @Test
    void theNewestTakeThePlaceOfTheOldest() {
        for (int player = 0; player < 100_000; player++) {
            tokens.add("token-" + player, claims(player));
            assertThat(tokens.find("token-" + player)).isEqualTo(claims(player));
        }
        assertThat(found(99_000, 100_000)).isGreaterThan(950);
        assertThat(found(0, 100_000)).isLessThanOrEqualTo(8192);
    }

    @Test
    void longTokensAreNotKept() {
        tokens.add("x".repeat(1024), claims(1));
        tokens.add("x".repeat(1025), claims(2));
        assertThat(tokens.find("x".repeat(1024))).isEqualTo(claims(1));
        assertThat(tokens.find("x".repeat(1025))).isNull();
    }
}
