package io.kaosnet.core.db;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/// A row of SQLite, read from its own interface: what the driver's result does around it, for each
/// column, takes as long again. Owned as [Row] says.
final class SqliteRow extends Row {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final DB database;

    /// SQLite's own name of the statement.
    private final long statement;

    SqliteRow(DB database, long statement) {
        this.database = database;
        this.statement = statement;
    }

    @Override
    long readLong(int column) throws SQLException {
        return database.column_long(statement, column - 1);
    }

    @Override
    double readDouble(int column) throws SQLException {
        return database.column_double(statement, column - 1);
    }

    @Override
    boolean readBoolean(int column) throws SQLException {
        return database.column_int(statement, column - 1) != 0;
    }

    @Override
    boolean readIsNull(int column) throws SQLException {
        return database.column_type(statement, column - 1) == Codes.SQLITE_NULL;
    }

    /// Of a text the driver has native code make a buffer around it; its bytes are one call.
    @Override
    @Nullable String readText(int column) throws SQLException {
        byte[] bytes = readBytes(column);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    byte @Nullable [] readBytes(int column) throws SQLException {
        return database.column_blob(statement, column - 1);
    }

    @Override
    @Nullable UUID readUuid(int column) throws SQLException {
        byte[] bytes = readBytes(column);
        return bytes == null
                ? null
                : new UUID((long) LONGS.get(bytes, 0), (long) LONGS.get(bytes, 8));
    }
}
