package io.kaosnet.core.db;

import java.nio.file.Path;
import java.time.Duration;

/// Where the data lies and how much may be asked of it at once. Immutable.
///
/// @param address see [DatabaseAddress#parse]; empty for a SQLite file in the data directory
/// @param dataDirectory where the SQLite file lies; created when absent
/// @param connectionCount connections to PostgreSQL, 1..1000
/// @param readConnectionCount connections that read from SQLite, 1..64. Each pins the carrier of
/// its
///     virtual thread while it reads, so the number of cores is the most that helps
/// @param queueCapacity operations that may wait for the database, 1..1000000; more are refused
/// @param waitTimeout how long an operation waits for a connection to PostgreSQL before it is
///     refused
/// @param startTimeout how long the start waits for a PostgreSQL that is not there yet
/// @param connectionLifetime after which a connection to PostgreSQL is replaced, at least 30 s
/// @param migrates whether opening brings the schema up to date; else an old schema refuses
/// to open
public record DatabaseConfig(
        String address,
        Path dataDirectory,
        int connectionCount,
        int readConnectionCount,
        int queueCapacity,
        Duration waitTimeout,
        Duration startTimeout,
        Duration connectionLifetime,
        boolean migrates) {

    public DatabaseConfig {
        requireIn("connectionCount", connectionCount, 1, 1000);
        requireIn("readConnectionCount", readConnectionCount, 1, 64);
        requireIn("queueCapacity", queueCapacity, 1, 1_000_000);
        requireIn("waitTimeout in ms", waitTimeout.toMillis(), 1, 600_000);
        requireIn("startTimeout in ms", startTimeout.toMillis(), 0, 600_000);
        requireIn(
                "connectionLifetime in ms",
                connectionLifetime.toMillis(),
                30_000,
                Integer.MAX_VALUE);
    }

    /// The given address with every number at its default.
    public static DatabaseConfig of(String address, Path dataDirectory) {
        return new DatabaseConfig(
                address,
                dataDirectory,
                16,
                Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8),
                16_384,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                true);
    }

    private static void requireIn(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }

    /// Without the address, which may carry a password.
    @Override
    public String toString() {
        return "DatabaseConfig[address=***, dataDirectory=" + dataDirectory + "]";
    }
}
