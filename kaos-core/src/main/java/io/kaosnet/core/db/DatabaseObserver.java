package io.kaosnet.core.db;

/// Sees what the database does, for metrics. Safe from any thread, never blocks.
public interface DatabaseObserver {
    /// A read ended, well or not; the time includes the wait for a connection.
    default void onRead(long durationNs) {}

    /// A write ended, well or not; the time includes queueing and the commit.
    default void onWrite(long durationNs) {}

    /// One commit made the given number of operations durable.
    default void onCommit(int operationCount, long durationNs) {}

    /// An operation runs again after a serialization failure, a deadlock or a failed batch.
    default void onRetry() {}

    /// An operation was refused because too many wait already.
    default void onRefused() {}

    /// An operation ended because the database could not be reached.
    default void onUnavailable() {}

    DatabaseObserver NONE = new DatabaseObserver() {};
}
