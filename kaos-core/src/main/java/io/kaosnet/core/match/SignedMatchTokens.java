package io.kaosnet.core.match;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.realtime.RealtimeException;
import io.kaosnet.core.session.Jwt;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Match tokens as JSON Web Tokens with the claims `mid` and `exp`. Safe from any thread.
public final class SignedMatchTokens implements MatchTokens {
    private static final int LIFE_SEC = 30;
    private static final JsonFactory JSON = JsonFactories.create();

    private final Jwt jwt;
    private final Clock clock;

    /// @param key the key of session tokens
    public SignedMatchTokens(String key, Clock clock) {
        this.jwt = new Jwt(key);
        this.clock = clock;
    }

    @Override
    public String issue(MatchId match) {
        String payload = "{\"mid\":\"" + match + "\",\"exp\":" + (clock.nowSec() + LIFE_SEC) + "}";
        return jwt.sign(payload.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public MatchId verify(String token) {
        byte[] payload = jwt.verify(token);
        MatchId match = payload == null ? null : parse(payload);
        if (match == null) {
            throw RealtimeException.badInput("Match token invalid or expired");
        }
        return match;
    }

    private @Nullable MatchId parse(byte[] payload) {
        String match = "";
        long expirySec = 0;
        try (JsonParser in = JSON.createParser(payload)) {
            in.nextToken();
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                switch (name) {
                    case "mid" -> match = in.getValueAsString("");
                    case "exp" -> expirySec = in.getValueAsLong();
                    default -> in.skipChildren();
                }
            }
        } catch (IOException _) {
            return null;
        }
        return match.isEmpty() || expirySec <= clock.nowSec() ? null : MatchId.parse(match);
    }
}
