package io.kaosnet.runtime;

import io.kaosnet.protocol.api.Notification;
import io.kaosnet.protocol.api.NotificationList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notifications to users. Safe from any thread but a match's; blocks. All methods throw
/// [RuntimeError]: `INVALID_ARGUMENT` for what is malformed, `NOT_FOUND` for a user who is not
/// there.
public interface Notifications {
    /// One to send.
    ///
    /// @param subject 1 to 255 characters
    /// @param content one JSON object
    /// @param code above 0
    /// @param senderId a user; empty for the system
    /// @param persistent whether it is kept; otherwise only open sockets get it
    /// @param expirySec when it is forgotten, seconds since 1970; 0 for never
    record Message(
            String userId,
            String subject,
            String content,
            int code,
            String senderId,
            boolean persistent,
            long expirySec) {
        /// From the system, and never forgotten.
        public Message(
                String userId, String subject, String content, int code, boolean persistent) {
            this(userId, subject, content, code, "", persistent, 0);
        }
    }

    /// A change of a kept one; null leaves a field as it is.
    record Change(
            String id,
            @Nullable String subject,
            @Nullable String content,
            @Nullable String senderId) {}

    /// Sends all; keeps those that are persistent, all or none.
    void send(List<Message> messages);

    /// Sends to every user there is.
    void sendToAll(String subject, String content, int code, boolean persistent);

    /// A page of what is kept for the user, oldest first; the cursor also asks for what is new.
    ///
    /// @param limit 1 to 100
    NotificationList list(String userId, int limit, String cursor);

    /// Those of these ids that are there.
    ///
    /// @param userId whose; empty for whosever they are
    List<Notification> byIds(List<String> ids, String userId);

    /// @param userId whose; empty for whosever they are
    void delete(List<String> ids, String userId);

    void update(List<Change> changes);

    /// Marks the user's notifications read, or unread again.
    ///
    /// @return how many there are
    int setRead(String userId, List<String> ids, boolean read);

    int countUnread(String userId);
}
