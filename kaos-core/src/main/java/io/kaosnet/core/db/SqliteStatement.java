package io.kaosnet.core.db;

import java.sql.SQLException;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/// A statement of SQLite whose rows are read from SQLite's own interface (see [SqliteRow]). Owned
/// by whoever has its connection.
final class SqliteStatement extends JDBC4PreparedStatement {
    private final DB database;
    private final long name;

    SqliteStatement(SQLiteConnection connection, String text) throws SQLException {
        super(connection, text);
        this.database = connection.getDatabase();
        this.name = pointer.safeRunLong((_, own) -> own);
    }

    /// Runs it up to its first row. Ends with [#end], whatever happens.
    ///
    /// @return whether there is a row
    boolean begin() throws SQLException {
        return database.execute(this, batch);
    }

    /// Goes on to the next row.
    ///
    /// @return whether there is one
    boolean next() throws SQLException {
        int code = database.step(name);
        if (code != Codes.SQLITE_ROW && code != Codes.SQLITE_DONE) {
            database.throwex(code);
        }
        return code == Codes.SQLITE_ROW;
    }

    void end() throws SQLException {
        if (!pointer.isClosed()) {
            database.reset(name);
        }
    }

    SqliteRow row() {
        return new SqliteRow(database, name);
    }
}
