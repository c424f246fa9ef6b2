package io.kaosnet.server.config;

import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.limit.LimitsConfig;
import io.kaosnet.core.limit.Rate;
import io.kaosnet.core.match.MatchConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All that the server is told, checked: one record for each feature. Immutable.
///
/// @param node the server's name
/// @param graceSec how long a stop waits for what is in flight
/// @param mayBeNegative currencies of wallets that may go below 0
/// @param isStorageShared whether clients may let everybody write their objects
public record ServerConfig(
        String node,
        Path dataDirectory,
        int graceSec,
        DatabaseConfig database,
        SessionConfig sessions,
        LimitsConfig limits,
        SocketConfig sockets,
        RudpConfig rudp,
        ConsoleConfig console,
        RuntimeConfig runtime,
        MatchConfig matches,
        MatchmakingConfig matchmaking,
        SocialConfig social,
        BoardConfig boards,
        List<String> mayBeNegative,
        boolean isStorageShared) {

    /// @throws ConfigException or IllegalArgumentException with the key, for a value that the
    ///     server would not start with
    public static ServerConfig of(Settings settings) {
        LimitsConfig limits = limits(settings);
        SocketConfig sockets = SocketConfig.of(settings, limits);
        return new ServerConfig(
                settings.text("name"),
                Path.of(settings.text("data_dir")),
                settings.integer("shutdown_grace_sec", 0, 3600),
                database(settings),
                SessionConfig.of(settings),
                limits,
                sockets,
                RudpConfig.of(settings, sockets),
                ConsoleConfig.of(settings),
                RuntimeConfig.of(settings),
                matches(settings),
                MatchmakingConfig.of(settings),
                SocialConfig.of(settings),
                BoardConfig.of(settings),
                settings.list("wallet.may_be_negative"),
                settings.flag("storage.public_write"));
    }

    /// For commands that need the database alone.
    public static DatabaseConfig database(Settings settings) {
        DatabaseConfig standard =
                DatabaseConfig.of(
                        settings.text("database.address"), Path.of(settings.text("data_dir")));
        return new DatabaseConfig(
                standard.address(),
                standard.dataDirectory(),
                settings.integer("database.max_open_conns", 1, 1000),
                standard.readConnectionCount(),
                settings.integer("database.queue_capacity", 1, 1_000_000),
                standard.waitTimeout(),
                standard.startTimeout(),
                Duration.ofMillis(
                        settings.whole("database.conn_max_lifetime_ms", 30_000, Integer.MAX_VALUE)),
                true);
    }

    private static LimitsConfig limits(Settings settings) {
        Map<String, Rate> operations = new HashMap<>();
        for (Map.Entry<String, String> entry : settings.pairs("limits.operations")) {
            operations.put(entry.getKey(), Settings.rate("limits.operations", entry.getValue()));
        }
        return new LimitsConfig(
                settings.flag("limits.enabled"),
                settings.rate("limits.user"),
                settings.rate("limits.address"),
                settings.rate("limits.login"),
                settings.rate("limits.socket"),
                operations);
    }

    private static MatchConfig matches(Settings settings) {
        int lanes = settings.integer("match.lanes", 0, 1024);
        return new MatchConfig(
                settings.flag("session.single_match"),
                settings.integer("match.input_queue_size", 1, 1_000_000),
                settings.integer("match.join_attempt_queue_size", 1, 1_000_000),
                settings.integer("match.signal_queue_size", 1, 1_000_000),
                settings.integer("match.deferred_queue_size", 1, 1_000_000),
                settings.integer("match.max_empty_sec", 0, 1_000_000),
                settings.integer("match.max_errors_in_row", 0, 1_000_000),
                settings.integer("match.replay_queue_size", 1, 1_000_000),
                settings.integer("match.reconnect_grace_ms", 0, 3_600_000),
                settings.integer("match.restore_grace_sec", 0, 86_400),
                settings.integer("match.answer_timeout_ms", 1, 600_000),
                lanes == 0 ? MatchConfig.DEFAULT.laneCount() : lanes);
    }
}
