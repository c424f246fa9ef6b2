package io.kaosnet.core.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a token says. Immutable.
///
/// | claim | |
/// |---|---|
/// | `tid` | token id, shared by a session token and its refresh token |
/// | `uid`, `usn` | user id and name |
/// | `vrs` | session variables; absent when there are none |
/// | `iat`, `exp` | first issue of the token id and end of life, seconds |
/// | `itm` | issue of this very token, milliseconds: what a revocation of all compares with |
record Claims(
        String tokenId,
        UUID userId,
        String username,
        Map<String, String> vars,
        long issuedAtSec,
        long issuedMs,
        long expirySec) {
    private static final JsonFactory JSON = JsonFactories.create();

    byte[] toJson() {
        var bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("tid", tokenId);
            out.writeStringField("uid", userId.toString());
            out.writeStringField("usn", username);
            if (!vars.isEmpty()) {
                out.writeObjectFieldStart("vrs");
                for (Map.Entry<String, String> entry : vars.entrySet()) {
                    out.writeStringField(entry.getKey(), entry.getValue());
                }
                out.writeEndObject();
            }
            out.writeNumberField("exp", expirySec);
            out.writeNumberField("iat", issuedAtSec);
            out.writeNumberField("itm", issuedMs);
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /// Null for a payload that lacks an id, a user or an end of life.
    static @Nullable Claims parse(byte[] payload) {
        String tokenId = "";
        String userId = "";
        String username = "";
        Map<String, String> vars = Map.of();
        long issuedAtSec = 0;
        long issuedMs = 0;
        long expirySec = 0;
        try (JsonParser in = JSON.createParser(payload)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                switch (name) {
                    case "tid" -> tokenId = in.getValueAsString("");
                    case "uid" -> userId = in.getValueAsString("");
                    case "usn" -> username = in.getValueAsString("");
                    case "exp" -> expirySec = in.getValueAsLong();
                    case "iat" -> issuedAtSec = in.getValueAsLong();
                    case "itm" -> issuedMs = in.getValueAsLong();
                    case "vrs" -> vars = parseVars(in);
                    default -> in.skipChildren();
                }
            }
            if (tokenId.isEmpty() || expirySec == 0) {
                return null;
            }
            return new Claims(
                    tokenId,
                    UUID.fromString(userId),
                    username,
                    vars,
                    issuedAtSec,
                    issuedMs == 0 ? issuedAtSec * 1000 : issuedMs,
                    expirySec);
        } catch (IOException | IllegalArgumentException _) {
            return null;
        }
    }

    private static Map<String, String> parseVars(JsonParser in) throws IOException {
        Map<String, String> vars = new HashMap<>();
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return Map.of();
        }
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            vars.put(name, in.getValueAsString(""));
        }
        return Map.copyOf(vars);
    }
}
