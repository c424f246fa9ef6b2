package io.kaosnet.core.db;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The current row of a result, columns from 1. Owned by the thread that runs the operation;
/// not to be kept.
public final class Row {
    private final ResultSet rows;
    private final Engine engine;

    Row(ResultSet rows, Engine engine) {
        this.rows = rows;
        this.engine = engine;
    }

    /// 0 when the column is null.
    public long integer(int column) {
        try {
            return rows.getLong(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    /// 0 when the column is null.
    public double real(int column) {
        try {
            return rows.getDouble(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    /// False when the column is null.
    public boolean bool(int column) {
        try {
            return rows.getBoolean(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    public boolean isNull(int column) {
        try {
            return rows.getObject(column) == null;
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    /// Empty when the column is null. JSON columns read as text.
    public String text(int column) {
        String value = textOrNull(column);
        return value == null ? "" : value;
    }

    public @Nullable String textOrNull(int column) {
        try {
            return switch (engine) {
                case POSTGRESQL -> rows.getString(column);
                case SQLITE -> {
                    // Of a text the driver asks for the type, then has native code make a buffer
                    // around it; its bytes are one call.
                    byte[] bytes = rows.getBytes(column);
                    yield bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
                }
            };
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    public byte @Nullable [] bytesOrNull(int column) {
        try {
            return rows.getBytes(column);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    /// @throws IllegalStateException when the column is null
    public UUID uuid(int column) {
        UUID value = uuidOrNull(column);
        if (value == null) {
            throw new IllegalStateException("column " + column + ": null (expected: a UUID)");
        }
        return value;
    }

    public @Nullable UUID uuidOrNull(int column) {
        try {
            return switch (engine) {
                case POSTGRESQL -> rows.getObject(column, UUID.class);
                case SQLITE -> {
                    byte[] bytes = rows.getBytes(column);
                    if (bytes == null) {
                        yield null;
                    }
                    ByteBuffer buffer = ByteBuffer.wrap(bytes);
                    yield new UUID(buffer.getLong(), buffer.getLong());
                }
            };
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }
}
