package io.kaosnet.core.presence;

/// What a presence says of itself. Immutable.
///
/// @param hidden receives what the stream carries, and causes no join or leave event
/// @param persistence whether what it says on a chat channel is kept
/// @param status free text of status streams; empty elsewhere
public record PresenceMeta(boolean hidden, boolean persistence, String status) {
    public static final PresenceMeta VISIBLE = new PresenceMeta(false, false, "");
    public static final PresenceMeta HIDDEN = new PresenceMeta(true, false, "");

    public static PresenceMeta status(String status) {
        return new PresenceMeta(false, false, status);
    }
}
