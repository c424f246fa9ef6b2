package io.kaosnet.core.notification;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.json.JsonFactories;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One notification on its way to one user. Immutable.
///
/// @param subject 1 to 255 characters
/// @param content one JSON object
/// @param code what it is about: above 0 the game's own, below 0 the server's (see the constants)
/// @param senderId null for the system
/// @param isPersistent whether it is kept for later; otherwise only open sockets get it
/// @param expiryMs when it is to be forgotten, milliseconds since 1970; 0 for never
public record Notice(
        UUID id,
        UUID userId,
        String subject,
        String content,
        int code,
        @Nullable UUID senderId,
        boolean isPersistent,
        long expiryMs) {
    public static final int DM_REQUEST = -1;
    public static final int FRIEND_REQUEST = -2;
    public static final int FRIEND_ACCEPTED = -3;
    public static final int GROUP_ADDED = -4;
    public static final int GROUP_JOIN_REQUEST = -5;
    public static final int FRIEND_JOINED_GAME = -6;
    public static final int BANNED = -8;
    public static final int FRIEND_REMOVED = -9;

    private static final JsonFactory JSON = JsonFactories.create();
    static final int MAX_SUBJECT_CHARS = 255;
    static final UUID SYSTEM = new UUID(0, 0);

    /// @throws ApiException `INVALID_ARGUMENT` for values that a notification cannot hold
    public Notice {
        checkSubject(subject);
        checkContent(content);
        if (code == 0) {
            throw ApiException.invalidArgument("code: 0 (expected: above 0; below is reserved)");
        }
        if (expiryMs < 0) {
            throw ApiException.invalidArgument("expiry: " + expiryMs + " (expected: at least 0)");
        }
    }

    /// One of the server's own that does not expire.
    public static Notice of(
            UUID userId, String subject, String content, int code, UUID senderId, boolean keep) {
        return new Notice(UUID.randomUUID(), userId, subject, content, code, senderId, keep, 0);
    }

    /// The last word to a user who is being banned.
    public static Notice banned(UUID userId) {
        return new Notice(UUID.randomUUID(), userId, "banned", "{}", BANNED, null, false, 0);
    }

    /// A JSON object of texts.
    ///
    /// @param pairs names and values in turn
    public static String content(String... pairs) {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (int i = 0; i < pairs.length; i += 2) {
                json.writeStringField(pairs[i], pairs[i + 1]);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    /// The same to another user.
    Notice forUser(UUID other) {
        return new Notice(
                UUID.randomUUID(), other, subject, content, code, senderId, isPersistent, expiryMs);
    }

    static void checkSubject(String subject) {
        int chars = subject.codePointCount(0, subject.length());
        if (chars < 1 || chars > MAX_SUBJECT_CHARS || subject.indexOf('\0') >= 0) {
            throw ApiException.invalidArgument(
                    "subject: " + chars + " characters (expected: 1..255, without NUL)");
        }
    }

    /// @throws ApiException `INVALID_ARGUMENT` unless the text is one JSON object
    static void checkContent(String content) {
        if (!Arguments.isJsonObject(content) || content.contains("\\u0000")) {
            throw ApiException.invalidArgument("content: expected one JSON object, without NUL");
        }
    }

    /// The wire form of the live push.
    Notification toProto(long nowMs) {
        UUID sender = senderId == null ? SYSTEM : senderId;
        return Notification.newBuilder()
                .setId(id.toString())
                .setSubject(subject)
                .setContent(content)
                .setCode(code)
                .setSenderId(sender.toString())
                .setCreateTime(NotificationStore.seconds(nowMs * 1000))
                .setPersistent(isPersistent)
                .build();
    }
}
