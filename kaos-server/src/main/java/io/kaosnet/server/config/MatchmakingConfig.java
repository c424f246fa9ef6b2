package io.kaosnet.server.config;

import io.kaosnet.core.matchmaker.MatchmakerConfig;
import io.kaosnet.core.party.PartyConfig;

/// Rules of how players find each other. Immutable.
public record MatchmakingConfig(MatchmakerConfig matchmaker, PartyConfig parties) {
    static MatchmakingConfig of(Settings settings) {
        return new MatchmakingConfig(
                matchmaker(settings),
                new PartyConfig(
                        settings.flag("session.single_party"),
                        settings.whole("party.grace_ms", 0, 3_600_000),
                        settings.integer("party.code_sec", 1, 31_536_000),
                        settings.integer("party.invite_sec", 1, 31_536_000)));
    }

    private static MatchmakerConfig matchmaker(Settings settings) {
        long intervalMs = settings.whole("matchmaker.interval_ms", -1, 3_600_000);
        long intervalSec = settings.whole("matchmaker.interval_sec", 0, 3600);
        return new MatchmakerConfig(
                settings.integer("matchmaker.max_tickets", 1, 1_000_000),
                intervalMs >= 0 ? intervalMs : intervalSec * 1000,
                settings.integer("matchmaker.max_intervals", 1, 1_000_000),
                settings.flag("matchmaker.immediate"),
                settings.flag("matchmaker.rev_precision"),
                settings.whole("matchmaker.grace_ms", 0, 3_600_000),
                settings.integer("matchmaker.capacity", 1, 10_000_000),
                settings.integer("matchmaker.rev_threshold", 0, 1_000_000));
    }
}
