package io.kaosnet.server.config;

import io.kaosnet.core.chat.ChatConfig;
import io.kaosnet.core.friend.FriendImportsConfig;
import java.net.URI;
import java.time.Duration;

/// Rules of what players have to do with each other. Immutable.
public record SocialConfig(ChatConfig chat, FriendImportsConfig imports) {
    private static final long MAX_RETENTION_SEC = 100L * 365 * 86_400;

    static SocialConfig of(Settings settings) {
        return new SocialConfig(
                new ChatConfig(
                        settings.rate("chat.flood"),
                        settings.whole("chat.retention_room_sec", 0, MAX_RETENTION_SEC),
                        settings.whole("chat.retention_group_sec", 0, MAX_RETENTION_SEC),
                        settings.whole("chat.retention_direct_sec", 0, MAX_RETENTION_SEC)),
                new FriendImportsConfig(
                        URI.create(settings.text("social.facebook.url")),
                        URI.create(settings.text("social.steam.url")),
                        settings.text("social.steam.publisher_key"),
                        settings.integer("social.steam.app_id", 0, Integer.MAX_VALUE),
                        Duration.ofMillis(settings.whole("social.timeout_ms", 1, 60_000))));
    }
}
