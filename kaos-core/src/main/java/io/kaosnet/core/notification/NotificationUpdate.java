package io.kaosnet.core.notification;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change of a kept notification; null leaves a field as it is. Immutable.
///
/// @param content one JSON object
public record NotificationUpdate(
        UUID id, @Nullable String subject, @Nullable String content, @Nullable UUID senderId) {

    /// @throws io.kaosnet.core.api.ApiException `INVALID_ARGUMENT`
    public NotificationUpdate {
        if (subject != null) {
            Notice.checkSubject(subject);
        }
        if (content != null) {
            Notice.checkContent(content);
        }
    }
}
