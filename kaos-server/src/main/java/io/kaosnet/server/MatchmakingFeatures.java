package io.kaosnet.server;

import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.match.MatchTokens;
import io.kaosnet.core.matchmaker.Matchmaker;
import io.kaosnet.core.matchmaker.MatchmakerConfig;
import io.kaosnet.core.matchmaker.MatchmakerHooks;
import io.kaosnet.core.module.Modules;
import io.kaosnet.core.party.Parties;
import io.kaosnet.core.party.PartyConfig;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.api.ListPartiesRequest;
import io.kaosnet.protocol.api.PartyList;
import io.kaosnet.runtime.MatchmakerMatchedHook;
import io.kaosnet.server.config.Settings;
import io.kaosnet.server.metrics.ServerMetrics;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How players find each other, put together: parties and the matchmaker. Owned by the thread that
/// starts the server.
final class MatchmakingFeatures implements AutoCloseable {
    private final Matchmaker matchmaker;
    private final Parties parties;

    MatchmakingFeatures(
            Settings settings,
            Presences presences,
            MatchTokens tokens,
            Modules modules,
            Clock clock) {
        String node = settings.text("name");
        matchmaker =
                new Matchmaker(
                        config(settings), node, tokens, hooks(modules), UUID::randomUUID, clock);
        parties =
                new Parties(
                        new PartyConfig(settings.flag("session.single_party")),
                        node,
                        presences,
                        matchmaker,
                        clock);
    }

    private static MatchmakerHooks hooks(Modules modules) {
        return new MatchmakerHooks() {
            @Override
            public boolean hasMatched() {
                return modules.hasMatchmakerMatched();
            }

            @Override
            public @Nullable String matched(List<MatchmakerMatchedHook.Entry> entries) {
                return modules.matchmakerMatched(entries);
            }
        };
    }

    static MatchmakerConfig config(Settings settings) {
        long intervalMs = settings.whole("matchmaker.interval_ms", -1, 3_600_000);
        long intervalSec = settings.whole("matchmaker.interval_sec", 0, 3600);
        return new MatchmakerConfig(
                (int) settings.whole("matchmaker.max_tickets", 1, 1_000_000),
                intervalMs >= 0 ? intervalMs : intervalSec * 1000,
                (int) settings.whole("matchmaker.max_intervals", 1, 1_000_000),
                settings.flag("matchmaker.immediate"),
                settings.flag("matchmaker.rev_precision"),
                settings.whole("matchmaker.grace_ms", 0, 3_600_000),
                (int) settings.whole("matchmaker.capacity", 1, 10_000_000));
    }

    void bind(Endpoints.Builder endpoints, RealtimeRouter router, Sessions sessions) {
        matchmaker.bind(endpoints, router, sessions);
        parties.bind(endpoints, router);
    }

    PartyList parties(ListPartiesRequest request, boolean showsHidden) {
        return parties.list(request, showsHidden);
    }

    void bindMetrics(ServerMetrics metrics) {
        metrics.gauge("kaosnet_parties", parties::count);
        metrics.gauge("kaosnet_matchmaker_tickets", matchmaker::ticketCount);
        metrics.gauge("kaosnet_matchmaker_active_tickets", matchmaker::activeCount);
        metrics.count("kaosnet_matchmaker_matches", matchmaker::matchCount);
        metrics.count("kaosnet_matchmaker_matched_players", matchmaker::matchedPlayerCount);
        metrics.count("kaosnet_matchmaker_requeued", matchmaker::requeuedCount);
        metrics.count("kaosnet_matchmaker_search_seconds", () -> matchmaker.searchNs() / 1e9);
    }

    void start() {
        matchmaker.start();
    }

    @Override
    public void close() {
        matchmaker.close();
    }
}
