package io.kaosnet.server.config;

import java.util.List;

/// Rules of leaderboards and of what builds on them. Immutable.
///
/// @param jobWorkers how many resets and ends are told of at once
/// @param withoutRanks leaderboards whose ranks are not kept in memory; `*` for all
public record BoardConfig(int jobWorkers, List<String> withoutRanks) {
    public BoardConfig {
        withoutRanks = List.copyOf(withoutRanks);
    }

    static BoardConfig of(Settings settings) {
        return new BoardConfig(
                settings.integer("leaderboard.callback_queue_workers", 1, 1024),
                settings.list("leaderboard.blacklist_rank_cache"));
    }
}
