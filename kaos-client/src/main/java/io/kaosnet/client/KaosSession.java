package io.kaosnet.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who is logged in. Immutable; [KaosClient#refresh] makes a new one.
///
/// @param token for calls, good until `expirySec`
/// @param refreshToken makes new tokens
/// @param created whether this login created the account
public record KaosSession(String token, String refreshToken, boolean created) {
    private static final Pattern EXPIRY = Pattern.compile("\"exp\"\\s*:\\s*(\\d+)");
    private static final Pattern USER_ID = Pattern.compile("\"uid\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern USERNAME = Pattern.compile("\"usn\"\\s*:\\s*\"([^\"]+)\"");

    /// When the token ends, seconds since 1970; 0 when it does not say.
    public long expirySec() {
        String value = claim(EXPIRY);
        return value.isEmpty() ? 0 : Long.parseLong(value);
    }

    /// The user's id.
    public String userId() {
        return claim(USER_ID);
    }

    /// The user's name.
    public String username() {
        return claim(USERNAME);
    }

    /// True when the token has less than this long to live.
    public boolean expiresWithin(long seconds, long nowMs) {
        return expirySec() != 0 && expirySec() - nowMs / 1000 < seconds;
    }

    private String claim(Pattern pattern) {
        String[] parts = token.split("\\.");
        if (parts.length != 3) {
            return "";
        }
        try {
            String json =
                    new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            Matcher matcher = pattern.matcher(json);
            return matcher.find() ? matcher.group(1) : "";
        } catch (IllegalArgumentException _) {
            return ""; // not a token of ours; the server will say so
        }
    }

    @Override
    public String toString() {
        return "KaosSession[user=" + userId() + ", tokens=***]";
    }
}
