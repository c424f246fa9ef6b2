package io.kaosnet.core.chat;

import io.kaosnet.core.limit.Rate;
import io.kaosnet.core.presence.StreamMode;

/// The rules of chat. Immutable.
///
/// @param flood messages and joins of one user; more are refused
/// @param roomRetentionSec how long what is said in rooms is kept, seconds; 0 for ever
/// @param groupRetentionSec the same of groups
/// @param directRetentionSec the same between two users
public record ChatConfig(
        Rate flood, long roomRetentionSec, long groupRetentionSec, long directRetentionSec) {
    public static final ChatConfig DEFAULT = new ChatConfig(new Rate(20, 40), 0, 0, 0);

    public ChatConfig {
        checkRetention("roomRetentionSec", roomRetentionSec);
        checkRetention("groupRetentionSec", groupRetentionSec);
        checkRetention("directRetentionSec", directRetentionSec);
    }

    private static void checkRetention(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 0)");
        }
    }

    long retentionSec(int mode) {
        return switch (mode) {
            case StreamMode.CHANNEL -> roomRetentionSec;
            case StreamMode.GROUP -> groupRetentionSec;
            default -> directRetentionSec;
        };
    }
}
