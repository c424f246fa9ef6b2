package io.kaosnet.core.db;

import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The current row of a result, columns from 1. Owned by the thread that runs the operation;
/// not to be kept.
public abstract sealed class Row permits PostgresRow, SqliteRow {
    /// As an engine reads a column, 0, false or null when the column is.
    abstract long readLong(int column) throws SQLException;

    abstract double readDouble(int column) throws SQLException;

    abstract boolean readBoolean(int column) throws SQLException;

    abstract boolean readIsNull(int column) throws SQLException;

    abstract @Nullable String readText(int column) throws SQLException;

    abstract byte @Nullable [] readBytes(int column) throws SQLException;

    abstract @Nullable UUID readUuid(int column) throws SQLException;

    /// 0 when the column is null.
    public final long integer(int column) {
        try {
            return readLong(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    /// 0 when the column is null.
    public final double real(int column) {
        try {
            return readDouble(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    /// False when the column is null.
    public final boolean bool(int column) {
        try {
            return readBoolean(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    public final boolean isNull(int column) {
        try {
            return readIsNull(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    /// Empty when the column is null. JSON columns read as text.
    public final String text(int column) {
        String value = textOrNull(column);
        return value == null ? "" : value;
    }

    public final @Nullable String textOrNull(int column) {
        try {
            return readText(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    public final byte @Nullable [] bytesOrNull(int column) {
        try {
            return readBytes(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    /// @throws IllegalStateException when the column is null
    public final UUID uuid(int column) {
        UUID value = uuidOrNull(column);
        if (value == null) {
            throw new IllegalStateException("column " + column + ": null (expected: a UUID)");
        }
        return value;
    }

    public final @Nullable UUID uuidOrNull(int column) {
        try {
            return readUuid(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }
}
