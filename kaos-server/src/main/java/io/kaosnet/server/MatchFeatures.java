package io.kaosnet.server;

import io.kaosnet.core.api.Endpoints;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.match.HostedMatches;
import io.kaosnet.core.match.MatchSnapshots;
import io.kaosnet.core.match.MatchTokens;
import io.kaosnet.core.match.Matches;
import io.kaosnet.core.match.SignedMatchTokens;
import io.kaosnet.core.match.StoredSnapshots;
import io.kaosnet.core.presence.Presences;
import io.kaosnet.core.realtime.RealtimeRouter;
import io.kaosnet.server.config.ServerConfig;
import io.kaosnet.server.metrics.ServerMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Matches, put together: relayed ones and those that game code runs. Owned by the thread that
/// starts the server.
final class MatchFeatures implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MatchFeatures.class);

    private final HostedMatches hosted;
    private final MatchTokens tokens;
    private final Matches matches;
    private final MatchSnapshots snapshots;

    /// @param key signs what players get to join matches with
    MatchFeatures(
            ServerConfig config,
            Database database,
            String key,
            Presences presences,
            HostedMatches.Handlers handlers,
            ServerMetrics metrics,
            Clock clock) {
        hosted =
                new HostedMatches(
                        config.matches(),
                        config.node(),
                        config.runtime().env(),
                        presences,
                        handlers,
                        metrics.matches(),
                        clock);
        tokens = new SignedMatchTokens(key, clock);
        matches = new Matches(config.matches(), presences, tokens, hosted);
        snapshots = new StoredSnapshots(database, config.node(), clock);
    }

    void bind(Endpoints.Builder endpoints, RealtimeRouter router) {
        matches.bind(endpoints, router);
    }

    HostedMatches hosted() {
        return hosted;
    }

    Matches matches() {
        return matches;
    }

    MatchTokens tokens() {
        return tokens;
    }

    void bindMetrics(ServerMetrics metrics) {
        metrics.gauge("kaosnet_matches_relayed", matches::relayedCount);
        metrics.gauge("kaosnet_matches_authoritative", hosted::count);
        metrics.gauge("kaosnet_match_input_depth", hosted::inputDepth);
    }

    /// Lets matches run, first those that were saved when the server stopped.
    void start() {
        int restored = hosted.restore(snapshots);
        if (restored > 0) {
            LOG.info("matches go on count={}", restored);
        }
        hosted.start();
    }

    /// Tells matches that the server stops, saves those that want it, and waits for the others.
    void drain(int graceSec) {
        long endNs = System.nanoTime() + graceSec * 1_000_000_000L;
        hosted.drain(graceSec, snapshots);
        hosted.awaitEnd((endNs - System.nanoTime()) / 1_000_000);
    }

    @Override
    public void close() {
        hosted.close();
    }
}
