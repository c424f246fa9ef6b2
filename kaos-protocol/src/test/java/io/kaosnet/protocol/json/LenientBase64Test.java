package io.kaosnet.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.testkit.Property;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LenientBase64Test {
    @Test
    void readsEitherAlphabetPaddedOrNot() {
        Property.check(
                2_000,
                random -> {
                    var bytes = new byte[random.nextInt(40)];
                    random.nextBytes(bytes);
                    for (Base64.Encoder encoder :
                            List.of(
                                    Base64.getEncoder(),
                                    Base64.getEncoder().withoutPadding(),
                                    Base64.getUrlEncoder(),
                                    Base64.getUrlEncoder().withoutPadding())) {
                        String text = encoder.encodeToString(bytes);
                        assertThat(LenientBase64.decode(text)).as(text).isEqualTo(bytes);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "=",
                "==",
                "====",
                "A=",
                "A===",
                "AA=",
                "AAA==",
                "AAAA=",
                "AAAA====",
                "AA=A",
                "AAAA AAAA",
                "AA\n",
                "AA*A",
                "\u00fcAAA",
                "\u0141AAA",
                "AAAAA"
            })
    void otherTextIsRefused(String text) {
        assertThat(LenientBase64.decode(text)).isNull();
    }
}
