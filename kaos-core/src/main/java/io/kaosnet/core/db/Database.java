package io.kaosnet.core.db;

import io.kaosnet.core.api.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The door to the database. Safe from any thread but event loops and match lanes: every
/// operation may block.
///
/// An operation that returns from [#write] is durable. One that throws has changed nothing, except
/// after `UNAVAILABLE`, where a PostgreSQL that went away during the commit leaves the outcome
/// unknown. `UNAVAILABLE` tells that the database is away or too many operations wait; the next
/// operation tries afresh.
///
/// Operations nest: [#read] inside a [#write] sees what that wrote, a [#write] inside a
/// [#write] is part of it ([Tx#nested]).
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final Engine engine;
    private final Backend backend;
    private final DatabaseObserver observer;

    /// The operation that runs on this thread, if any.
    private final ScopedValue<Tx> current = ScopedValue.newInstance();

    /// What is to be done once the write that runs on this thread is durable.
    private final ScopedValue<List<Runnable>> pending = ScopedValue.newInstance();

    private Database(Engine engine, Backend backend, DatabaseObserver observer) {
        this.engine = engine;
        this.backend = backend;
        this.observer = observer;
    }

    /// Opens the database and, unless the configuration says otherwise, brings its schema up
    /// to date.
    ///
    /// @throws IllegalArgumentException for an address that is not understood
    /// @throws IllegalStateException when it cannot be opened, or its schema is newer than this
    ///     version of the server; the text says what to do
    public static Database open(DatabaseConfig config, DatabaseObserver observer) {
        long startNs = System.nanoTime();
        DatabaseAddress address = DatabaseAddress.parse(config.address(), config.dataDirectory());
        if (!(address instanceof DatabaseAddress.PostgreSql)) {
            SqliteLibrary.keepIn(config.dataDirectory());
        }
        Database database =
                switch (address) {
                    case DatabaseAddress.SqliteFile file -> {
                        createDirectory(file.path().toAbsolutePath().getParent());
                        yield new Database(
                                Engine.SQLITE,
                                SqliteBackend.openFile(file.path(), config, observer),
                                observer);
                    }
                    case DatabaseAddress.SqliteMemory _ ->
                            new Database(
                                    Engine.SQLITE,
                                    SqliteBackend.openMemory(config, observer),
                                    observer);
                    case DatabaseAddress.PostgreSql server ->
                            new Database(
                                    Engine.POSTGRESQL,
                                    PostgresBackend.open(server, config, observer),
                                    observer);
                };
        LOG.info(
                "database open address={} ms={}",
                address,
                (System.nanoTime() - startNs) / 1_000_000);
        return database;
    }

    private static void createDirectory(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the data directory " + directory, e);
        }
    }

    public Engine engine() {
        return engine;
    }

    /// Runs an operation that only reads. Each of its statements sees what is committed then.
    ///
    /// @throws ApiException `UNAVAILABLE`
    public <T extends @Nullable Object> T read(Work<T> work) {
        if (current.isBound()) {
            return work.run(current.get());
        }
        long startNs = System.nanoTime();
        try {
            return backend.read(tx -> bound(tx, work));
        } catch (SqlFailure e) {
            throw SqlFailure.sorted(e.sqlException());
        } finally {
            observer.onRead(System.nanoTime() - startNs);
        }
    }

    /// Runs an operation that only reads and whose statements must all see the same state. Costs
    /// more than [#read].
    ///
    /// @throws ApiException `UNAVAILABLE`
    public <T extends @Nullable Object> T snapshot(Work<T> work) {
        if (current.isBound()) {
            return work.run(current.get());
        }
        long startNs = System.nanoTime();
        try {
            return backend.snapshot(tx -> bound(tx, work));
        } catch (SqlFailure e) {
            throw SqlFailure.sorted(e.sqlException());
        } finally {
            observer.onRead(System.nanoTime() - startNs);
        }
    }

    /// Runs an operation in a transaction of its own: all of it is durable when this returns, or
    /// none of it happened when this throws. See [Work] for what it may do.
    ///
    /// @throws ApiException `UNAVAILABLE`, or what the operation threw
    /// @throws ConstraintException when a statement broke a rule of the schema
    public <T extends @Nullable Object> T write(Work<T> work) {
        if (current.isBound()) {
            Tx tx = current.get();
            if (!tx.isWritable()) {
                throw new IllegalStateException("a write inside a read");
            }
            return tx.nested(work);
        }
        long startNs = System.nanoTime();
        try {
            return writeTogether(work, 1);
        } finally {
            observer.onWrite(System.nanoTime() - startNs);
        }
    }

    /// Runs an action once the write that this thread is in is durable, on the thread that called
    /// [#write]; outside of a write at once. A write that fails forgets it.
    public void afterCommit(Runnable action) {
        if (pending.isBound()) {
            pending.get().add(action);
        } else {
            action.run();
        }
    }

    /// Runs the operations of several callers in one transaction; whoever gathered them tells the
    /// observer how long each took.
    <T extends @Nullable Object> T writeTogether(Work<T> work, int operationCount) {
        List<Runnable> after = new ArrayList<>(0);
        T result;
        try {
            result =
                    backend.write(
                            tx -> {
                                // An operation may run twice; only its last run counts.
                                after.clear();
                                return ScopedValue.where(pending, after)
                                        .call(() -> bound(tx, work));
                            },
                            operationCount);
        } catch (SqlFailure e) {
            throw SqlFailure.sorted(e.sqlException());
        }
        for (Runnable action : after) {
            action.run();
        }
        return result;
    }

    /// Runs one statement that is a transaction by itself, for the operations of several callers;
    /// PostgreSQL only. No commit has to be sent after it, and waited for.
    <T extends @Nullable Object> T writeSingle(Work<T> work) {
        try {
            return backend.writeSingle(tx -> bound(tx, work));
        } catch (SqlFailure e) {
            throw SqlFailure.sorted(e.sqlException());
        }
    }

    DatabaseObserver observer() {
        return observer;
    }

    /// Whether this thread is inside an operation.
    boolean isInOperation() {
        return current.isBound();
    }

    private <T extends @Nullable Object> T bound(Tx tx, Work<T> work) {
        return ScopedValue.where(current, tx).call(() -> work.run(tx));
    }

    /// Whether the database answers now; for the readiness check. Never throws.
    public boolean isReachable() {
        try {
            return read(tx -> tx.sql("SELECT 1").exists());
        } catch (RuntimeException _) {
            // The answer is the point: whatever went wrong, it is not reachable.
            return false;
        }
    }

    /// Operations that wait now, for a connection or for the writer.
    public int queueDepth() {
        return backend.queueDepth();
    }

    /// Connections that serve an operation now.
    public int connectionsInUse() {
        return backend.connectionsInUse();
    }

    /// Ends after the operations that are already running or queued.
    @Override
    public void close() {
        backend.close();
    }
}
