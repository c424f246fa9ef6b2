package io.kaosnet.core.db;

/// Keeps a second server off a database: what the first holds in memory of it (ranks, indexes,
/// matches) would go wrong unseen. Whatever keeps it lets go of it when the process ends, however
/// it does. Owned by whoever took it.
public interface ServerClaim extends AutoCloseable {
    /// Takes a database. Where another server has it, waits for that one's end as long as the
    /// configuration waits for a database that is still starting.
    ///
    /// @param node who takes it, for those who come later
    /// @throws IllegalStateException when another server keeps it
    static ServerClaim take(DatabaseConfig config, String node) {
        return switch (DatabaseAddress.parse(config.address(), config.dataDirectory())) {
            case DatabaseAddress.SqliteFile(var file) -> FileClaim.take(file);
            case DatabaseAddress.SqliteMemory _ -> new FileClaim(null);
            case DatabaseAddress.PostgreSql server -> PostgresClaim.take(server, config, node);
        };
    }

    /// Looks from now on whether the database is still this server's.
    ///
    /// @param onLost called once, on a thread that may block, when another server took it while the
    ///     database was away
    void watch(Runnable onLost);

    @Override
    void close();
}
