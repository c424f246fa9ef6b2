package io.kaosnet.core.chat;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Arguments;
import io.kaosnet.core.presence.StreamKey;
import io.kaosnet.core.presence.StreamMode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// The address of a channel. Immutable. Its text is `mode.subject.subcontext.label`:
///
/// | channel | text |
/// |---|---|
/// | room | `2...name` |
/// | group | `3.groupId..` |
/// | direct | `4.lowerUserId.higherUserId.` |
///
/// @param stream who is on it
public record ChannelId(StreamKey stream) {
    public static final int ROOM = 1;
    public static final int DIRECT = 2;
    public static final int GROUP = 3;
    private static final int MAX_ROOM_BYTES = 64;

    /// @throws ApiException `INVALID_ARGUMENT` for a name that no room can have
    public static ChannelId room(String name) {
        int lengthBytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (lengthBytes < 1 || lengthBytes > MAX_ROOM_BYTES) {
            throw ApiException.invalidArgument(
                    "room name: " + lengthBytes + " bytes (expected: 1..64)");
        }
        if (name.codePoints().anyMatch(Character::isISOControl)) {
            throw ApiException.invalidArgument("room name: control characters not allowed");
        }
        return new ChannelId(StreamKey.of(StreamMode.CHANNEL, StreamKey.NIL, name));
    }

    public static ChannelId group(UUID groupId) {
        return new ChannelId(StreamKey.of(StreamMode.GROUP, groupId));
    }

    /// @throws ApiException `INVALID_ARGUMENT` for the same user twice, and for the nil id
    public static ChannelId direct(UUID one, UUID other) {
        if (one.equals(other) || one.equals(StreamKey.NIL) || other.equals(StreamKey.NIL)) {
            throw ApiException.invalidArgument("direct chat: expected two users");
        }
        boolean isInOrder = one.toString().compareTo(other.toString()) < 0;
        return new ChannelId(
                new StreamKey(StreamMode.DM, isInOrder ? one : other, isInOrder ? other : one, ""));
    }

    /// @throws ApiException `INVALID_ARGUMENT` for text that is no channel's
    public static ChannelId parse(String text) {
        String[] parts = text.split("\\.", 4);
        if (parts.length == 4) {
            String subject = parts[1];
            String subcontext = parts[2];
            String label = parts[3];
            if (parts[0].equals("2") && subject.isEmpty() && subcontext.isEmpty()) {
                return room(label);
            }
            if (parts[0].equals("3") && subcontext.isEmpty() && label.isEmpty()) {
                return group(Arguments.uuid("channel id", subject));
            }
            if (parts[0].equals("4") && label.isEmpty()) {
                UUID lower = Arguments.uuid("channel id", subject);
                ChannelId direct = direct(lower, Arguments.uuid("channel id", subcontext));
                if (direct.stream().subject().equals(lower)) {
                    return direct;
                }
            }
        }
        throw ApiException.invalidArgument("channel id: \"" + text + "\" is none");
    }

    public boolean isGroup() {
        return stream.mode() == StreamMode.GROUP;
    }

    public boolean isDirect() {
        return stream.mode() == StreamMode.DM;
    }

    /// Whether the user is one of the two of a direct chat.
    boolean isBetween(UUID userId) {
        return stream.subject().equals(userId) || stream.subcontext().equals(userId);
    }

    /// The room's name; empty for others.
    String roomName() {
        return stream.label();
    }

    /// The group; empty for others.
    String groupId() {
        return isGroup() ? stream.subject().toString() : "";
    }

    /// The lower user of a direct chat; empty for others.
    String userIdOne() {
        return isDirect() ? stream.subject().toString() : "";
    }

    /// The higher user of a direct chat; empty for others.
    String userIdTwo() {
        return isDirect() ? stream.subcontext().toString() : "";
    }

    @Override
    public String toString() {
        return switch (stream.mode()) {
            case StreamMode.CHANNEL -> "2..." + stream.label();
            case StreamMode.GROUP -> "3." + stream.subject() + "..";
            default -> "4." + stream.subject() + "." + stream.subcontext() + ".";
        };
    }
}
