package io.kaosnet.core.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/// The database as one operation sees it. Owned by the thread that runs the operation; not to be
/// kept after it.
public final class Tx {
    private final Connection connection;
    private final Engine engine;
    private final Dialect dialect;
    private final boolean isWritable;

    /// Statements that are free for use, by their untranslated text; null where the driver caches.
    private final @Nullable Map<String, PreparedStatement> statements;

    private int depth;

    /// How many statements may still be started.
    private int statementsLeft = Integer.MAX_VALUE;

    Tx(Connection connection, Engine engine, Dialect dialect, boolean isWritable, boolean caches) {
        this.connection = connection;
        this.engine = engine;
        this.dialect = dialect;
        this.isWritable = isWritable;
        this.statements = caches ? new HashMap<>() : null;
    }

    public Engine engine() {
        return engine;
    }

    /// Of an operation without a transaction around it: a second statement is a mistake.
    void limitToOneStatement() {
        statementsLeft = 1;
    }

    boolean isWritable() {
        return isWritable;
    }

    Connection connection() {
        return connection;
    }

    /// Starts a statement. Parameters are `?` (or a token of [Dialect]) and bound in order.
    ///
    /// @param text a constant: it is translated and prepared once
    public Query sql(String text) {
        if (statementsLeft-- == 0) {
            throw new IllegalStateException("a second statement without a transaction: " + text);
        }
        try {
            if (statements != null) {
                PreparedStatement free = statements.remove(text);
                if (free != null) {
                    return new Query(this, text, free);
                }
            }
            return new Query(this, text, prepare(dialect.translate(text)));
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }

    private PreparedStatement prepare(String text) throws SQLException {
        return switch (engine) {
            case POSTGRESQL -> connection.prepareStatement(text);
            case SQLITE -> new SqliteStatement(connection.unwrap(SQLiteConnection.class), text);
        };
    }

    void release(String text, PreparedStatement statement) throws SQLException {
        if (statements == null) {
            statement.close();
            return;
        }
        PreparedStatement other = statements.putIfAbsent(text, statement);
        if (other != null) {
            statement.close();
        }
    }

    /// Runs part of an operation that may fail without the rest: what it wrote is undone when it
    /// throws, and the operation can go on.
    public <T extends @Nullable Object> T nested(Work<T> work) {
        String name = "nested_" + depth;
        depth++;
        try {
            execute("SAVEPOINT " + name);
            T result;
            try {
                result = work.run(this);
            } catch (RuntimeException | Error e) {
                try {
                    execute("ROLLBACK TO SAVEPOINT " + name);
                    execute("RELEASE SAVEPOINT " + name);
                } catch (RuntimeException undoing) {
                    e.addSuppressed(undoing);
                }
                throw e;
            }
            execute("RELEASE SAVEPOINT " + name);
            return result;
        } finally {
            depth--;
        }
    }

    /// What to throw so that all of this transaction is undone and its work runs anew, some times
    /// at most: when the work sees that it took a way that does not lead on.
    ///
    /// @param reason for the log of whoever sees it too often
    public RuntimeException again(String reason) {
        return SqlFailure.of(new SQLException(reason, "40001"));
    }

    void execute(String text) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }
}
