package io.kaosnet.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Serial;

/// JSON from outside that is not the expected message. The text names the place, the value and
/// the rule. Carries no stack trace: it is the sender's mistake, not ours.
public final class JsonFormatException extends IOException {
    @Serial private static final long serialVersionUID = 1L;
    private static final int SHOWN_VALUE_LENGTH_CHARS = 40;

    public JsonFormatException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /// The parser's current value is not what the field takes.
    static JsonFormatException unexpected(JsonParser parser, String expected) throws IOException {
        return at(parser, shown(parser) + " (expected: " + expected + ")");
    }

    static JsonFormatException at(JsonParser parser, String message) {
        String place = parser.getParsingContext().pathAsPointer().toString();
        return new JsonFormatException(place.isEmpty() ? message : place + ": " + message);
    }

    /// What a parser found wrong, without its notes on where it was read from.
    public static String text(IOException e) {
        String message =
                e instanceof JsonProcessingException parsing
                        ? parsing.getOriginalMessage()
                        : String.valueOf(e.getMessage());
        // Jackson names where the object began by a source that it does not show.
        int marker = message.indexOf(" (start marker at");
        return marker < 0 ? message : message.substring(0, marker);
    }

    static JsonFormatException of(JsonProcessingException e) {
        var location = e.getLocation();
        String message = text(e);
        return new JsonFormatException(
                location == null || location.getByteOffset() < 0
                        ? "malformed JSON: " + message
                        : "malformed JSON at byte " + location.getByteOffset() + ": " + message);
    }

    private static String shown(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> '"' + shortened(parser.getText()) + '"';
            default -> shortened(parser.getText());
        };
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_VALUE_LENGTH_CHARS
                ? text
                : text.substring(0, SHOWN_VALUE_LENGTH_CHARS) + "...";
    }
}
