package io.kaosnet.server.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    private static String read(String body) {
        return JsonText.readString(body.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'\"\"', ''",
                "'\"plain\"', plain",
                "'\"\\\"quoted\\\" \\u0041\"', '\"quoted\" A'",
                "'\"gr\u00fc\u00df\"', gr\u00fc\u00df",
                "' \"around\" ', around",
                "'', ''",
                "null, ''"
            })
    void readsOneString(String body, String text) {
        assertThat(read(body)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"a\"b\"",
                "\"a\" \"b\"",
                "\"a\nb\"",
                "\"a\\\"",
                "{}",
                "1",
                "[\"a\"]"
            })
    void refusesWhatIsNotOneString(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(ApiException.class);
    }
}
