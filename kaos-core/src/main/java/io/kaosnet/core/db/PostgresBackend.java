package io.kaosnet.core.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL. Operations run on the caller's thread, as many as there are connections; the others
/// wait in the order they came. Safe from any thread.
final class PostgresBackend implements Backend {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresBackend.class);
    private static final int TRY_COUNT = 8;
    private static final String UNKNOWN_DATABASE = "3D000";

    /// How long operations are refused at once after a connection could not be had, so
    /// that callers are not held up one connect timeout each.
    private static final long AWAY_NS = 250_000_000;

    private final HikariDataSource pool;
    private final Dialect dialect = new Dialect(Engine.POSTGRESQL);
    private final DatabaseObserver observer;

    /// Fair, because virtual threads that compete for the pool itself starve (1 s at the
    /// 99th percentile).
    private final Semaphore permits;

    private final int connectionCount;
    private final int queueCapacity;
    private final long waitNs;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean isAway;
    private volatile long awayUntilNs;
    private volatile boolean closed;

    private PostgresBackend(
            HikariDataSource pool, DatabaseConfig config, DatabaseObserver observer) {
        this.pool = pool;
        this.observer = observer;
        this.connectionCount = config.connectionCount();
        this.permits = new Semaphore(connectionCount, true);
        this.queueCapacity = config.queueCapacity();
        this.waitNs = config.waitTimeout().toNanos();
    }

    static PostgresBackend open(
            DatabaseAddress.PostgreSql address, DatabaseConfig config, DatabaseObserver observer) {
        migrate(address, config);
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("postgresql");
        hikari.setJdbcUrl(address.jdbcUrl(address.database()));
        hikari.setUsername(address.user());
        hikari.setPassword(address.password());
        hikari.setMaximumPoolSize(config.connectionCount());
        hikari.setMinimumIdle(Math.min(2, config.connectionCount()));
        hikari.setMaxLifetime(config.connectionLifetime().toMillis());
        hikari.setInitializationFailTimeout(-1);
        hikari.setConnectionTimeout(1_000);
        hikari.setValidationTimeout(900);
        hikari.setAutoCommit(true);
        hikari.addDataSourceProperty("ApplicationName", "kaosnet");
        hikari.addDataSourceProperty("tcpKeepAlive", "true");
        hikari.addDataSourceProperty("connectTimeout", "5");
        hikari.addDataSourceProperty("socketTimeout", "60");
        hikari.addDataSourceProperty("prepareThreshold", "2");
        // Batches are not rewritten into one statement: their counts for each row would be lost.
        return new PostgresBackend(new HikariDataSource(hikari), config, observer);
    }

    private static void migrate(DatabaseAddress.PostgreSql address, DatabaseConfig config) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address.jdbcUrl(address.database()));
        source.setUser(address.user());
        source.setPassword(address.password());
        try (Connection connection = connectAtStart(address, config.startTimeout())) {
            Migrations.run(Engine.POSTGRESQL, connection, source, config.migrates());
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "cannot open the database " + address + ": " + e.getMessage(), e);
        }
    }

    /// Waits for a server that is still starting; creates the database when the server lacks it.
    static Connection connectAtStart(DatabaseAddress.PostgreSql address, Duration startTimeout)
            throws SQLException {
        long endNs = System.nanoTime() + startTimeout.toNanos();
        boolean isTold = false;
        while (true) {
            try {
                return connect(address, address.database());
            } catch (SQLException e) {
                if (UNKNOWN_DATABASE.equals(e.getSQLState())) {
                    createDatabase(address);
                    LOG.info("created database address={}", address);
                } else if (!SqlFailure.isUnavailable(e) || System.nanoTime() - endNs > 0) {
                    throw e;
                } else if (!isTold) {
                    LOG.warn("waiting for the database address={}: {}", address, e.getMessage());
                    isTold = true;
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    static Connection connect(DatabaseAddress.PostgreSql address, String database)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        if (address.password() != null) {
            properties.setProperty("password", address.password());
        }
        properties.setProperty("connectTimeout", "5");
        return DriverManager.getConnection(address.jdbcUrl(database), properties);
    }

    private static void createDatabase(DatabaseAddress.PostgreSql address) throws SQLException {
        try (Connection connection = connect(address, "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE DATABASE \"" + address.database().replace("\"", "\"\"") + "\"");
        } catch (SQLException e) {
            // Another node of the cluster was faster.
            if (!"42P04".equals(e.getSQLState()) && !"23505".equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
        return inConnection(
                connection -> {
                    try {
                        return work.run(tx(connection, false));
                    } catch (SqlFailure e) {
                        throw e.sqlException();
                    }
                });
    }

    @Override
    public <T extends @Nullable Object> T snapshot(Work<T> work) {
        return inConnection(
                connection -> {
                    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                    connection.setReadOnly(true);
                    return inTransaction(connection, tx(connection, false), work);
                });
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work, int operationCount) {
        return inConnection(
                connection -> {
                    long startNs = System.nanoTime();
                    T result = inTransaction(connection, tx(connection, true), work);
                    observer.onCommit(operationCount, System.nanoTime() - startNs);
                    return result;
                });
    }

    @Override
    public <T extends @Nullable Object> T writeSingle(Work<T> work) {
        return inConnection(
                connection -> {
                    Tx tx = tx(connection, true);
                    tx.limitToOneStatement();
                    try {
                        return work.run(tx);
                    } catch (SqlFailure e) {
                        throw e.sqlException();
                    }
                });
    }

    private Tx tx(Connection connection, boolean isWritable) {
        return new Tx(connection, Engine.POSTGRESQL, dialect, isWritable, false);
    }

    private interface ConnectionWork<T extends @Nullable Object> {
        T run(Connection connection) throws SQLException;
    }

    private <T extends @Nullable Object> T inTransaction(Connection connection, Tx tx, Work<T> work)
            throws SQLException {
        connection.setAutoCommit(false);
        T result;
        try {
            result = work.run(tx);
        } catch (RuntimeException | Error e) {
            rollBack(connection, e);
            if (e instanceof SqlFailure failure) {
                throw failure.sqlException();
            }
            throw e;
        }
        // A failure from here on has an unknown outcome and is never reported as success. The pool
        // rolls back and resets the connection when it gets it back.
        commit(connection);
        connection.setAutoCommit(true);
        return result;
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (SqlFailure.isRetryable(e)) {
                // The server answered: it rolled back.
                throw e;
            }
            throw new SQLException(
                    "the outcome of a commit is unknown: " + e.getMessage(), "08007", e);
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is gone, and what it did with it.
            because.addSuppressed(e);
        }
    }

    private <T extends @Nullable Object> T inConnection(ConnectionWork<T> work) {
        for (int tried = 1; ; tried++) {
            try {
                return tryInConnection(work);
            } catch (SQLException e) {
                if (SqlFailure.isUnavailable(e)) {
                    observer.onUnavailable();
                }
                if (!SqlFailure.isRetryable(e) || tried == TRY_COUNT) {
                    throw SqlFailure.sorted(e);
                }
                observer.onRetry();
                // Rivals that wait different times do not meet again.
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000L << tried));
            }
        }
    }

    private <T extends @Nullable Object> T tryInConnection(ConnectionWork<T> work)
            throws SQLException {
        refuseWhileAway();
        acquirePermit();
        try {
            refuseWhileAway();
            try (Connection connection = connection()) {
                return work.run(connection);
            }
        } finally {
            permits.release();
        }
    }

    private void refuseWhileAway() {
        if (isAway && System.nanoTime() - awayUntilNs < 0) {
            observer.onUnavailable();
            throw SqlFailure.unavailable("The database is not available", null);
        }
        if (closed) {
            throw SqlFailure.unavailable("The database is closed", null);
        }
    }

    private Connection connection() throws SQLException {
        try {
            Connection connection = pool.getConnection();
            if (isAway) {
                isAway = false;
                LOG.info("the database is back");
            }
            return connection;
        } catch (SQLException e) {
            awayUntilNs = System.nanoTime() + AWAY_NS;
            if (!isAway) {
                isAway = true;
                LOG.warn("the database is not available: {}", e.getMessage());
            }
            throw e;
        }
    }

    private void acquirePermit() {
        if (permits.tryAcquire()) {
            return;
        }
        if (waiting.incrementAndGet() > queueCapacity) {
            waiting.decrementAndGet();
            observer.onRefused();
            throw SqlFailure.unavailable("Too many operations wait for the database", null);
        }
        try {
            if (!permits.tryAcquire(waitNs, TimeUnit.NANOSECONDS)) {
                observer.onRefused();
                throw SqlFailure.unavailable("The database is too slow", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SqlFailure.unavailable("Interrupted while waiting for the database", e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public int queueDepth() {
        return waiting.get();
    }

    @Override
    public int connectionsInUse() {
        return Math.max(0, connectionCount - permits.availablePermits());
    }

    @Override
    public void close() {
        closed = true;
        permits.acquireUninterruptibly(connectionCount);
        pool.close();
    }
}
