package io.kaosnet.runtime;

import io.kaosnet.protocol.api.ChannelMessageList;
import io.kaosnet.protocol.realtime.ChannelMessageAck;

/// Chat channels. Safe from any thread but a match's; blocks where something is kept. All methods
/// throw [RuntimeError]: `INVALID_ARGUMENT` for what is malformed, `NOT_FOUND` for a sender who is
/// not there.
public interface Channels {
    /// The id of a channel.
    ///
    /// @param senderId who wants to speak; needed for a direct chat
    /// @param target the room's name, the other user, or the group
    /// @param type 1 room, 2 direct, 3 group
    String id(String senderId, String target, int type);

    /// Says something on a channel.
    ///
    /// @param content one JSON object
    /// @param senderId in whose name; empty for the system
    /// @param persistent whether it is kept
    ChannelMessageAck send(
            String channelId, String content, String senderId, String username, boolean persistent);

    /// Changes a message.
    ///
    /// @param senderId who must have written it; empty for whoever did
    ChannelMessageAck update(
            String channelId,
            String messageId,
            String content,
            String senderId,
            String username,
            boolean persistent);

    /// Removes a message; the sender as in [#update].
    ChannelMessageAck remove(
            String channelId,
            String messageId,
            String senderId,
            String username,
            boolean persistent);

    /// A page of what was said and kept.
    ///
    /// @param limit 1 to 100
    /// @param forward oldest first; otherwise newest first
    ChannelMessageList list(String channelId, int limit, boolean forward, String cursor);
}
