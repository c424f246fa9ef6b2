package io.kaosnet.core.db;

import org.jspecify.annotations.Nullable;

/// One engine at work. Safe from any thread; every method may block.
interface Backend {
    <T extends @Nullable Object> T read(Work<T> work);

    <T extends @Nullable Object> T snapshot(Work<T> work);

    /// @param operationCount how many operations of callers the work does
    <T extends @Nullable Object> T write(Work<T> work, int operationCount);

    /// Runs one statement that is a transaction by itself; PostgreSQL only. Tells the observer
    /// nothing.
    <T extends @Nullable Object> T writeSingle(Work<T> work);

    /// Operations that wait for a connection or for the writer.
    int queueDepth();

    /// Connections that serve an operation.
    int connectionsInUse();

    void close();
}
