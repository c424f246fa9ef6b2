package io.kaosnet.core.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/// A statement of SQLite whose columns are read by number. The driver's own asks for the names of
/// all columns each time that it runs, which for a row of some width costs more than to find and
/// read it. Owned by whoever has its connection.
final class SqliteStatement extends JDBC4PreparedStatement {
    /// As they were when it was prepared; nobody looks.
    private final String @Nullable [] names;

    SqliteStatement(SQLiteConnection connection, String text) throws SQLException {
        super(connection, text);
        this.names = rs.colsMeta;
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        if (rs.colsMeta == null) {
            rs.colsMeta = names;
        }
        return super.getResultSet();
    }
}
