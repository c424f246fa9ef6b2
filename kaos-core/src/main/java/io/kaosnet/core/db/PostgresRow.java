package io.kaosnet.core.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of PostgreSQL. Owned as [Row] says.
final class PostgresRow extends Row {
    private final ResultSet rows;

    PostgresRow(ResultSet rows) {
        this.rows = rows;
    }

    @Override
    long readLong(int column) throws SQLException {
        return rows.getLong(column);
    }

    @Override
    double readDouble(int column) throws SQLException {
        return rows.getDouble(column);
    }

    @Override
    boolean readBoolean(int column) throws SQLException {
        return rows.getBoolean(column);
    }

    @Override
    boolean readIsNull(int column) throws SQLException {
        return rows.getObject(column) == null;
    }

    @Override
    @Nullable String readText(int column) throws SQLException {
        return rows.getString(column);
    }

    @Override
    byte @Nullable [] readBytes(int column) throws SQLException {
        return rows.getBytes(column);
    }

    @Override
    @Nullable UUID readUuid(int column) throws SQLException {
        return rows.getObject(column, UUID.class);
    }
}
