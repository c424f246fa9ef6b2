package io.kaosnet.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kaosnet.core.session.Jwt;
import java.nio.charset.StandardCharsets;

/// Tokens come from strangers: whatever they are, they are refused or mean one thing.
final class TokenFuzzTest {
    private static final Jwt JWT = new Jwt("a-key");

    @FuzzTest
    void token(byte[] input) {
        String token = new String(input, StandardCharsets.ISO_8859_1);
        assertThat(JWT.verify(token)).as("a forged token").isNull();
        String signed = JWT.sign(input);
        assertThat(JWT.verify(signed)).isEqualTo(input);
        assertThat(JWT.verify(signed + token))
                .satisfiesAnyOf(
                        payload -> assertThat(payload).isNull(),
                        payload -> assertThat(token).isEmpty());
    }

    @FuzzTest
    void claims(byte[] payload) {
        Claims claims = Claims.parse(payload);
        if (claims != null) {
            assertThat(Claims.parse(claims.toJson())).isEqualTo(claims);
        }
    }
}
