package io.kaosnet.core.account;

import io.kaosnet.core.api.ApiException;
import java.nio.charset.StandardCharsets;

/// What user names and profile fields may hold. Pure functions.
public final class UserRules {
    static final int MAX_USERNAME_BYTES = 128;
    static final int MAX_NAME_CHARS = 255;
    static final int MAX_URL_CHARS = 512;
    static final int MAX_LANG_TAG_CHARS = 18;

    private UserRules() {}

    /// @throws ApiException `INVALID_ARGUMENT`
    public static void checkUsername(String username) {
        if (username.isEmpty()) {
            throw ApiException.invalidArgument("username: empty");
        }
        if (hasControl(username)) {
            throw ApiException.invalidArgument("username: control characters not allowed");
        }
        int lengthBytes = username.getBytes(StandardCharsets.UTF_8).length;
        if (lengthBytes > MAX_USERNAME_BYTES) {
            throw ApiException.invalidArgument(
                    "username: " + lengthBytes + " bytes (expected: at most 128)");
        }
    }

    /// @throws ApiException `INVALID_ARGUMENT`
    public static void checkLength(String field, String value, int mostChars) {
        int chars = value.codePointCount(0, value.length());
        if (chars > mostChars) {
            throw ApiException.invalidArgument(
                    field + ": " + chars + " characters (expected: at most " + mostChars + ")");
        }
        if (value.indexOf('\0') >= 0) {
            throw ApiException.invalidArgument(field + ": NUL not allowed");
        }
    }

    /// Whether there is a control character in the text, line breaks and tabs included.
    public static boolean hasControl(String text) {
        return text.codePoints().anyMatch(Character::isISOControl);
    }
}
