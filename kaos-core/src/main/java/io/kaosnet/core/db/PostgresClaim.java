package io.kaosnet.core.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL database, held by an advisory lock of a session of its own: PostgreSQL lets go of
/// it with the session. A session that is lost, with the database or the way to it, is made anew.
final class PostgresClaim implements ServerClaim {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresClaim.class);

    /// "KAOS": tells our locks from those of other programs in the same database.
    private static final int KIND = 0x4B414F53;

    private static final long POLL_NS = 100_000_000;
    private static final long CHECK_NS = 1_000_000_000;
    private static final int ANSWER_SEC = 5;

    /// A machine that vanished is noticed after some ten seconds instead of two hours.
    private static final String SET_UP =
            "SELECT set_config('application_name', ?, false),"
                    + " set_config('tcp_keepalives_idle', '5', false),"
                    + " set_config('tcp_keepalives_interval', '2', false),"
                    + " set_config('tcp_keepalives_count', '3', false)";
    private static final String SEARCH_PATH = "SELECT current_setting('search_path')";
    private static final String LOCK = "SELECT pg_try_advisory_lock(?, ?)";
    private static final String HOLDER =
            "SELECT s.pid, COALESCE(s.application_name, ''), COALESCE(host(s.client_addr), 'local'),"
                    + " COALESCE(s.backend_start::timestamptz(0)::text, '?')"
                    + " FROM pg_locks l JOIN pg_stat_activity s ON s.pid = l.pid"
                    + " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2"
                    + " AND l.classid = CAST(? AS oid) AND l.objid = CAST(? AS oid)"
                    + " AND l.database = (SELECT oid FROM pg_database"
                    + " WHERE datname = current_database())";
    private static final String END_SESSION = "SELECT pg_terminate_backend(?)";

    private final DatabaseAddress.PostgreSql address;

    /// The session's name in PostgreSQL: unlike any other's, and it says whose it is.
    private final String name;

    /// Null while it is lost. Replaced by the thread that watches alone.
    private volatile @Nullable Connection session;

    private volatile boolean isClosed;

    private record Holder(long pid, String name, String host, String since) {
        @Override
        public String toString() {
            return name + ", from " + host + ", since " + since;
        }
    }

    private PostgresClaim(DatabaseAddress.PostgreSql address, String node) {
        this.address = address;
        this.name = "kaosnet " + UUID.randomUUID().toString().substring(0, 8) + " " + node;
    }

    static PostgresClaim take(
            DatabaseAddress.PostgreSql address, DatabaseConfig config, String node) {
        PostgresClaim claim = new PostgresClaim(address, node);
        try {
            claim.session =
                    claim.lock(
                            PostgresBackend.connectAtStart(address, config.startTimeout()),
                            config.startTimeout().toNanos());
            return claim;
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "cannot open the database " + address + ": " + e.getMessage(), e);
        }
    }

    private Connection lock(Connection connection, long waitNs) throws SQLException {
        try {
            setUp(connection);
            long endNs = System.nanoTime() + waitNs;
            boolean isTold = false;
            while (!tryLock(connection)) {
                Holder holder = holder(connection);
                if (System.nanoTime() - endNs >= 0) {
                    throw new IllegalStateException(
                            "database.address: another server runs on "
                                    + address
                                    + (holder == null ? "" : ": " + holder)
                                    + " (one at a time may use a database)");
                }
                if (!isTold) {
                    LOG.warn("waiting for another server to end server=\"{}\"", holder);
                    isTold = true;
                }
                LockSupport.parkNanos(POLL_NS);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    private void setUp(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, ANSWER_SEC * 1000);
        try (PreparedStatement statement = connection.prepareStatement(SET_UP)) {
            statement.setString(1, name);
            statement.execute();
        }
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setInt(1, KIND);
            statement.setInt(2, schemaNumber(connection));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }

    /// Servers in two schemas of one database do not meet.
    private static int schemaNumber(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEARCH_PATH);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getString(1).hashCode() & Integer.MAX_VALUE;
        }
    }

    /// Who has the lock, null when it was let go of meanwhile.
    private static @Nullable Holder holder(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLDER)) {
            statement.setLong(1, KIND);
            statement.setLong(2, schemaNumber(connection));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? new Holder(
                                rows.getLong(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4))
                        : null;
            }
        }
    }

    @Override
    public void watch(Runnable onLost) {
        Thread.ofVirtual().name("claim").start(() -> watchUntilLost(onLost));
    }

    private void watchUntilLost(Runnable onLost) {
        while (!isClosed) {
            LockSupport.parkNanos(CHECK_NS);
            if (!isClosed && !isHeld() && isTakenByAnother()) {
                onLost.run();
                return;
            }
        }
    }

    private boolean isHeld() {
        Connection held = session;
        try {
            return held != null && held.isValid(ANSWER_SEC);
        } catch (SQLException _) {
            // Thrown for a negative time alone.
            return false;
        }
    }

    /// Takes the lock anew, unless the database is away: then it is asked again.
    private boolean isTakenByAnother() {
        close(session);
        session = null;
        Connection fresh = null;
        try {
            fresh = PostgresBackend.connect(address, address.database());
            setUp(fresh);
            if (tryLock(fresh)) {
                session = fresh;
                if (isClosed) {
                    close(fresh);
                }
                return false;
            }
            Holder holder = holder(fresh);
            if (holder != null && holder.name().equals(name)) {
                // The lost session, whose end PostgreSQL has not noticed.
                end(fresh, holder.pid());
                holder = null;
            }
            close(fresh);
            return holder != null;
        } catch (SQLException e) {
            LOG.debug("the database is away", e);
            close(fresh);
            return false;
        }
    }

    private static void end(Connection connection, long pid) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END_SESSION)) {
            statement.setInt(1, (int) pid);
            statement.execute();
        }
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            LOG.debug("a session that is gone does not close", e);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        close(session);
    }
}
