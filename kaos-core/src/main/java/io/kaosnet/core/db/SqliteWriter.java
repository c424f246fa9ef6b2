package io.kaosnet.core.db;

import io.kaosnet.core.thread.LaneThread;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The one thread that writes to SQLite. It runs all operations that wait in one transaction and
/// wakes their callers after the commit. When one of them fails the transaction begins anew with
/// each in a savepoint of its own.
final class SqliteWriter {
    private static final int BATCH_CAPACITY = 1024;

    /// Ends a batch of slow operations, so that the first caller does not wait for all of them.
    private static final long BATCH_NS = 5_000_000;

    /// For so many batches after a failure operations get savepoints: failures come in rows, and a
    /// batch that fails runs twice.
    private static final int CAUTIOUS_BATCHES = 16;

    private final Tx tx;
    private final DatabaseObserver observer;

    /// Full: the operation is refused with `UNAVAILABLE` and counted by the observer.
    private final ArrayBlockingQueue<Operation> queue;

    /// The turn at a connection that is shared with readers; null when it is the writer's own.
    private final @Nullable Semaphore turn;

    private final Thread thread;
    private volatile boolean closed;

    /// Batches yet to be run with savepoints. Owned by the writer thread, as the next one.
    private int cautiousBatches;

    private boolean isOpen;

    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;
    private final PreparedStatement savepoint;
    private final PreparedStatement undo;
    private final PreparedStatement release;

    SqliteWriter(Tx tx, int queueCapacity, @Nullable Semaphore turn, DatabaseObserver observer)
            throws SQLException {
        this.tx = tx;
        this.observer = observer;
        this.queue = new ArrayBlockingQueue<>(queueCapacity);
        this.turn = turn;
        this.begin = tx.connection().prepareStatement("BEGIN IMMEDIATE");
        this.commit = tx.connection().prepareStatement("COMMIT");
        this.rollback = tx.connection().prepareStatement("ROLLBACK");
        this.savepoint = tx.connection().prepareStatement("SAVEPOINT operation");
        this.undo = tx.connection().prepareStatement("ROLLBACK TO SAVEPOINT operation");
        this.release = tx.connection().prepareStatement("RELEASE SAVEPOINT operation");
        this.thread = Thread.ofPlatform().name("sqlite-writer").daemon().start(this::loop);
    }

    /// One caller's operation. Written by the writer thread, read by the caller once done.
    private static final class Operation {
        final Work<? extends @Nullable Object> work;
        final Thread caller = Thread.currentThread();
        @Nullable Object result;
        @Nullable Throwable failure;
        volatile boolean isDone;

        Operation(Work<? extends @Nullable Object> work) {
            this.work = work;
        }

        void finish() {
            isDone = true;
            LockSupport.unpark(caller);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"})
    <T extends @Nullable Object> T run(Work<T> work) {
        Operation operation = new Operation(work);
        if (closed) {
            throw SqlFailure.unavailable("The database is closed", null);
        }
        if (!queue.offer(operation)) {
            observer.onRefused();
            throw SqlFailure.unavailable("Too many operations wait for the database", null);
        }
        // Closed since: who takes it out of the queue first sees to it, this thread or the writer.
        if (closed && queue.remove(operation)) {
            throw SqlFailure.unavailable("The database is closed", null);
        }
        boolean interrupted = false;
        while (!operation.isDone) {
            // Without a limit: a timer for each write would cost more than waking the writer.
            LaneThread.park(operation);
            // The operation cannot be taken back: wait for its end, then tell the caller.
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        switch (operation.failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
        return (T) operation.result;
    }

    int depth() {
        return queue.size();
    }

    void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuseWaiting() {
        for (Operation late = queue.poll(); late != null; late = queue.poll()) {
            late.failure = SqlFailure.unavailable("The database is closed", null);
            late.finish();
        }
    }

    private void loop() {
        try {
            runBatches();
        } finally {
            // However it ends, nobody is left waiting.
            closed = true;
            refuseWaiting();
        }
    }

    private void runBatches() {
        List<Operation> batch = new ArrayList<>();
        while (true) {
            Operation first = next();
            if (first == null) {
                return;
            }
            if (turn != null) {
                turn.acquireUninterruptibly();
            }
            try {
                runBatch(first, batch);
            } finally {
                if (turn != null) {
                    turn.release();
                }
                for (Operation operation : batch) {
                    operation.finish();
                }
                batch.clear();
            }
        }
    }

    /// The next operation; null when closed and all are done.
    private @Nullable Operation next() {
        try {
            return closed ? queue.poll() : queue.take();
        } catch (InterruptedException _) {
            // Woken by close(): whatever was queued before still runs.
            return queue.poll();
        }
    }

    private void runBatch(Operation first, List<Operation> batch) {
        long startNs = System.nanoTime();
        batch.add(first);
        try {
            begin.execute();
            isOpen = true;
            boolean isWhole = cautiousBatches == 0 && runBare(first, batch, startNs);
            if (!isWhole) {
                runCautiously(batch, startNs);
            }
            commit.execute();
            isOpen = false;
            observer.onCommit(batch.size(), System.nanoTime() - startNs);
        } catch (SQLException e) {
            RuntimeException failure = SqlFailure.sorted(e);
            for (Operation operation : batch) {
                operation.failure = failure;
            }
            if (isOpen) {
                rollBack(e);
            }
        }
    }

    /// Runs operations without savepoints, each of which costs a copy of every page that it
    /// changes.
    ///
    /// @return false when one of them failed; then a transaction without any of them is open
    private boolean runBare(Operation first, List<Operation> batch, long startNs)
            throws SQLException {
        for (Operation operation = first; operation != null; operation = another(batch, startNs)) {
            try {
                operation.result = operation.work.run(tx);
            } catch (Throwable _) {
                // What it threw shows when it runs again.
                cautiousBatches = CAUTIOUS_BATCHES;
                rollback.execute();
                isOpen = false;
                begin.execute();
                isOpen = true;
                return false;
            }
        }
        return true;
    }

    /// Runs the operations of the batch, then others, so that one that fails undoes itself alone.
    private void runCautiously(List<Operation> batch, long startNs) throws SQLException {
        cautiousBatches = Math.max(0, cautiousBatches - 1);
        for (Operation operation : List.copyOf(batch)) {
            runOne(operation);
        }
        for (Operation operation = another(batch, startNs);
                operation != null;
                operation = another(batch, startNs)) {
            runOne(operation);
        }
    }

    /// One more operation for this batch, if one waits and it is not too late.
    private @Nullable Operation another(List<Operation> batch, long startNs) {
        if (batch.size() >= BATCH_CAPACITY || System.nanoTime() - startNs >= BATCH_NS) {
            return null;
        }
        Operation operation = queue.poll();
        if (operation != null) {
            batch.add(operation);
        }
        return operation;
    }

    /// @throws SQLException when the whole batch is lost
    private void runOne(Operation operation) throws SQLException {
        savepoint.execute();
        try {
            operation.result = operation.work.run(tx);
        } catch (Throwable e) {
            operation.failure = e;
            // Fails when the engine has already rolled back everything, as it does for a full disk.
            undo.execute();
        }
        release.execute();
    }

    private void rollBack(SQLException because) {
        try {
            rollback.execute();
        } catch (SQLException e) {
            // The engine may have rolled back by itself.
            because.addSuppressed(e);
        }
    }
}
