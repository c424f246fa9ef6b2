package io.kaosnet.core.db;

import io.kaosnet.core.thread.LaneThread;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/// SQLite: one writer thread, a few connections that read on the caller's thread. In memory there
/// is one connection alone, which readers and the writer take in turns. Safe from any thread.
final class SqliteBackend implements Backend {
    private static final int CACHE_KIB = 16 * 1024;

    /// Two reads in a row that take so long have probably waited for the disk, and the next ones
    /// will: for a while they leave their lanes first. One alone has rather lost its core to
    /// others.
    private static final long SLOW_NS = 2_000_000;

    private static final long SLOW_FOR_NS = 100_000_000;

    private final List<Connection> connections;

    /// Guarded by itself; what [#readPermits] admits finds one here.
    private final ArrayDeque<Tx> readers = new ArrayDeque<>();

    private final Semaphore readPermits;
    private final int readerCount;
    private final SqliteWriter writer;
    private final boolean isMemory;

    /// Whether the last read that ended was slow. Written by any reader, as the next.
    private volatile boolean wasSlow;

    /// When reads were slow last. Written by any reader; any of their times will do.
    private volatile long slowSinceNs = System.nanoTime() - SLOW_FOR_NS;

    private SqliteBackend(
            List<Connection> connections,
            List<Tx> readers,
            SqliteWriter writer,
            Semaphore readPermits,
            boolean isMemory) {
        this.connections = connections;
        this.readers.addAll(readers);
        this.readerCount = readers.size();
        this.readPermits = readPermits;
        this.writer = writer;
        this.isMemory = isMemory;
    }

    static SqliteBackend openFile(Path path, DatabaseConfig config, DatabaseObserver observer) {
        List<Connection> opened = new ArrayList<>();
        try {
            SQLiteDataSource source = source(path, SQLiteConfig.JournalMode.WAL);
            Connection writing = source.getConnection();
            opened.add(writing);
            Migrations.run(Engine.SQLITE, writing, source, config.migrates());
            leaveTransactionsToUs(writing);
            Dialect dialect = new Dialect(Engine.SQLITE);
            List<Tx> readers = new ArrayList<>();
            for (int i = 0; i < config.readConnectionCount(); i++) {
                Connection reading = source.getConnection();
                opened.add(reading);
                execute(reading, "PRAGMA query_only = ON");
                leaveTransactionsToUs(reading);
                readers.add(new Tx(reading, Engine.SQLITE, dialect, false, true));
            }
            SqliteWriter writer =
                    new SqliteWriter(
                            new Tx(writing, Engine.SQLITE, dialect, true, true),
                            config.queueCapacity(),
                            null,
                            observer);
            return new SqliteBackend(
                    opened, readers, writer, new Semaphore(readers.size(), true), false);
        } catch (SQLException e) {
            throw refused("cannot open the database file " + path, opened, e);
        } catch (RuntimeException e) {
            throw refused(e, opened);
        }
    }

    static SqliteBackend openMemory(DatabaseConfig config, DatabaseObserver observer) {
        List<Connection> opened = new ArrayList<>();
        try {
            SQLiteDataSource source = source(null, SQLiteConfig.JournalMode.MEMORY);
            Connection only = source.getConnection();
            opened.add(only);
            Migrations.runOnEmpty(only);
            leaveTransactionsToUs(only);
            Dialect dialect = new Dialect(Engine.SQLITE);
            Semaphore turn = new Semaphore(1, true);
            SqliteWriter writer =
                    new SqliteWriter(
                            new Tx(only, Engine.SQLITE, dialect, true, true),
                            config.queueCapacity(),
                            turn,
                            observer);
            Tx reader = new Tx(only, Engine.SQLITE, dialect, false, true);
            return new SqliteBackend(opened, List.of(reader), writer, turn, true);
        } catch (SQLException e) {
            throw refused("cannot open a database in memory", opened, e);
        } catch (RuntimeException e) {
            throw refused(e, opened);
        }
    }

    private static SQLiteDataSource source(@Nullable Path path, SQLiteConfig.JournalMode journal) {
        SQLiteConfig sqlite = new SQLiteConfig();
        // A connection is used by one thread at a time: SQLite need not see to that.
        sqlite.setOpenMode(SQLiteOpenMode.NOMUTEX);
        sqlite.setJournalMode(journal);
        sqlite.setSynchronous(
                path == null
                        ? SQLiteConfig.SynchronousMode.OFF
                        : SQLiteConfig.SynchronousMode.FULL);
        sqlite.enforceForeignKeys(true);
        sqlite.setBusyTimeout(5_000);
        sqlite.setCacheSize(-CACHE_KIB);
        sqlite.setTempStore(SQLiteConfig.TempStore.MEMORY);
        // Else the driver asks for the last row id after every insert.
        sqlite.setGetGeneratedKeys(false);
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + (path == null ? ":memory:" : path));
        return source;
    }

    /// Else the driver begins a transaction after each statement, only to learn that there is one.
    private static void leaveTransactionsToUs(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "COMMIT");
    }

    private static void execute(Connection connection, String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static IllegalStateException refused(
            String text, List<Connection> opened, SQLException cause) {
        IllegalStateException refusal =
                new IllegalStateException(text + ": " + cause.getMessage(), cause);
        closeAll(opened, refusal);
        return refusal;
    }

    private static RuntimeException refused(RuntimeException cause, List<Connection> opened) {
        closeAll(opened, cause);
        return cause;
    }

    private static void closeAll(List<Connection> connections, @Nullable Exception because) {
        for (int i = connections.size() - 1; i >= 0; i--) {
            try {
                connections.get(i).close();
            } catch (SQLException e) {
                if (because != null) {
                    because.addSuppressed(e);
                }
            }
        }
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
        if (System.nanoTime() - slowSinceNs < SLOW_FOR_NS) {
            LaneThread.leaveLane();
        }
        readPermits.acquireUninterruptibly();
        Tx tx = takeReader();
        // Not the wait for a connection, which says nothing of the disk.
        long startNs = System.nanoTime();
        try {
            return work.run(tx);
        } finally {
            giveBack(tx);
            long endNs = System.nanoTime();
            noteTime(endNs - startNs, endNs);
        }
    }

    private void noteTime(long tookNs, long nowNs) {
        boolean isSlow = tookNs > SLOW_NS;
        if (isSlow && wasSlow) {
            slowSinceNs = nowNs;
        }
        if (isSlow != wasSlow) {
            wasSlow = isSlow;
        }
    }

    @Override
    public <T extends @Nullable Object> T snapshot(Work<T> work) {
        if (isMemory) {
            // The one connection is ours for the whole operation.
            return read(work);
        }
        return read(
                tx -> {
                    tx.sql("BEGIN").run();
                    try {
                        return work.run(tx);
                    } finally {
                        tx.sql("COMMIT").run();
                    }
                });
    }

    private Tx takeReader() {
        synchronized (readers) {
            return readers.pop();
        }
    }

    private void giveBack(Tx tx) {
        synchronized (readers) {
            readers.push(tx);
        }
        readPermits.release();
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work, int operationCount) {
        return writer.run(work);
    }

    @Override
    public <T extends @Nullable Object> T writeSingle(Work<T> work) {
        throw new UnsupportedOperationException("the writer shares its commits already");
    }

    @Override
    public int queueDepth() {
        return writer.depth();
    }

    @Override
    public int connectionsInUse() {
        return Math.max(0, readerCount - readPermits.availablePermits());
    }

    @Override
    public void close() {
        writer.close();
        readPermits.acquireUninterruptibly(readerCount);
        closeAll(connections, null);
    }
}
