package io.kaosnet.server;

import io.kaosnet.core.match.MatchConfig;
import io.kaosnet.server.config.Settings;

/// Reads the rules of matches from the settings. Pure functions.
final class MatchSettings {
    private MatchSettings() {}

    static MatchConfig of(Settings settings) {
        int lanes = whole(settings, "match.lanes", 0, 1024);
        return new MatchConfig(
                settings.flag("session.single_match"),
                whole(settings, "match.input_queue_size", 1, 1_000_000),
                whole(settings, "match.join_attempt_queue_size", 1, 1_000_000),
                whole(settings, "match.signal_queue_size", 1, 1_000_000),
                whole(settings, "match.deferred_queue_size", 1, 1_000_000),
                whole(settings, "match.max_empty_sec", 0, 1_000_000),
                whole(settings, "match.max_errors_in_row", 0, 1_000_000),
                whole(settings, "match.replay_queue_size", 1, 1_000_000),
                whole(settings, "match.reconnect_grace_ms", 0, 3_600_000),
                whole(settings, "match.restore_grace_sec", 0, 86_400),
                whole(settings, "match.answer_timeout_ms", 1, 600_000),
                lanes == 0 ? MatchConfig.DEFAULT.laneCount() : lanes);
    }

    private static int whole(Settings settings, String name, int least, int most) {
        return (int) settings.whole(name, least, most);
    }
}
