package io.kaosnet.core.auth;

import io.kaosnet.core.api.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// What identifiers may hold. Pure functions; all throw `INVALID_ARGUMENT`.
final class Identifiers {
    private static final int MAX_PASSWORD_BYTES = 1024;

    private Identifiers() {}

    static String device(String id) {
        return plain("device id", id, 10, 128);
    }

    static String custom(String id) {
        return plain("custom id", id, 6, 128);
    }

    /// The address in lower case.
    static String email(String email) {
        plain("email", email, 10, 255);
        int at = email.lastIndexOf('@');
        int dot = email.lastIndexOf('.');
        if (at < 1 || dot < at + 2 || dot == email.length() - 1) {
            throw ApiException.invalidArgument("email: not an e-mail address");
        }
        return email.toLowerCase(Locale.ROOT);
    }

    static String password(String password) {
        int lengthBytes = password.getBytes(StandardCharsets.UTF_8).length;
        if (lengthBytes < 8 || lengthBytes > MAX_PASSWORD_BYTES) {
            throw ApiException.invalidArgument(
                    "password: " + lengthBytes + " bytes (expected: 8 to 1024)");
        }
        return password;
    }

    private static String plain(String what, String text, int leastBytes, int mostBytes) {
        int lengthBytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (lengthBytes < leastBytes || lengthBytes > mostBytes) {
            throw ApiException.invalidArgument(
                    what
                            + ": "
                            + lengthBytes
                            + " bytes (expected: "
                            + leastBytes
                            + " to "
                            + mostBytes
                            + ")");
        }
        if (text.codePoints()
                .anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw ApiException.invalidArgument(
                    what + ": white space and control characters not allowed");
        }
        return text;
    }
}
