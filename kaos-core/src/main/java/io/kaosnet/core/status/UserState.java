package io.kaosnet.core.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a user is doing, as friends see it. Immutable.
///
/// It travels as the user's status, which every client knows: a JSON object
/// `{"presence": "away", "message": "tea", "match_id": "…"}`, or the word alone. Any other text is
/// the message of somebody who is online.
///
/// @param message what the user says to it
/// @param matchId empty unless it is known
public record UserState(UUID userId, Kind kind, String message, String matchId) {
    private static final JsonFactory JSON = JsonFactories.create();

    /// The later says more: of several sockets the latest of these counts.
    public enum Kind {
        OFFLINE,
        ONLINE,
        AWAY,
        BUSY,
        IN_GAME;

        /// @return null for a word that is none
        public static @Nullable Kind find(String text) {
            for (Kind kind : values()) {
                if (kind.text().equals(text)) {
                    return kind;
                }
            }
            return null;
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static UserState offline(UUID userId) {
        return new UserState(userId, Kind.OFFLINE, "", "");
    }

    /// As the status that tells it.
    String status() {
        var text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("presence", kind.text());
            if (!message.isEmpty()) {
                out.writeStringField("message", message);
            }
            if (!matchId.isEmpty()) {
                out.writeStringField("match_id", matchId);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    /// What a status says.
    ///
    /// @param isPlaying whether the socket that has it is in a match
    static UserState parse(UUID userId, String status, boolean isPlaying) {
        Kind standard = isPlaying ? Kind.IN_GAME : Kind.ONLINE;
        if (!status.startsWith("{")) {
            Kind word = Kind.find(status);
            return word == null
                    ? new UserState(userId, standard, status, "")
                    : new UserState(userId, word, "", "");
        }
        Kind kind = null;
        String message = "";
        String matchId = "";
        try (JsonParser in = JSON.createParser(status)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                if (in.nextToken() != JsonToken.VALUE_STRING) {
                    in.skipChildren();
                    continue;
                }
                switch (name) {
                    case "presence" -> kind = Kind.find(in.getText());
                    case "message" -> message = in.getText();
                    case "match_id" -> matchId = in.getText();
                    default -> {}
                }
            }
        } catch (IOException _) {
            // A text that only looks like an object.
            return new UserState(userId, standard, status, "");
        }
        return new UserState(userId, kind == null ? standard : kind, message, matchId);
    }
}
