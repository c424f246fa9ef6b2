package io.kaosnet.core.db;

import org.jspecify.annotations.Nullable;

/// One operation on the database. It may run more than once, and for SQLite on the database's
/// writer thread: it does SQL and plain computing, changes nothing outside but its own result, and
/// waits for nothing else.
///
/// @param <T> what it answers
@FunctionalInterface
public interface Work<T extends @Nullable Object> {
    /// @throws RuntimeException to undo everything the operation wrote; the caller gets it as it
    /// is
    T run(Tx tx);
}
