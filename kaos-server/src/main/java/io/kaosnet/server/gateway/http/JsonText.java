package io.kaosnet.server.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;

/// Single JSON strings, as in error bodies and RPC payloads. Pure functions.
final class JsonText {
    private static final JsonFactory FACTORY = JsonFactories.create();

    private JsonText() {}

    /// The text as a JSON string, quotes included.
    static String quote(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /// The text of a body that is one JSON string. An empty body and `null` are the empty text.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` for any other body
    static String readString(byte[] body) {
        try (JsonParser parser = FACTORY.createParser(body)) {
            JsonToken token = parser.nextToken();
            if (token == null || token == JsonToken.VALUE_NULL) {
                return "";
            }
            if (token == JsonToken.VALUE_STRING) {
                String text = parser.getText();
                if (parser.nextToken() == null) {
                    return text;
                }
            }
        } catch (IOException _) {
            // Told below: whatever is wrong with it, it is not one JSON string.
        }
        throw ApiException.invalidArgument(
                "Body is not a JSON string (add ?unwrap for raw bodies)");
    }
}
