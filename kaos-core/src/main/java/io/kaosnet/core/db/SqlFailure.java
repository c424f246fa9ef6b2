package io.kaosnet.core.db;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/// Carries an engine's exception out of an operation, to where it is sorted into the caller's
/// mistake, the world's or ours.
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException sqlException;

    private SqlFailure(SQLException cause) {
        super(cause);
        this.sqlException = cause;
    }

    /// The exception to throw from a statement: a broken constraint is told at once.
    static RuntimeException of(SQLException e) {
        ConstraintException constraint = constraint(e);
        return constraint != null ? constraint : new SqlFailure(e);
    }

    private static @Nullable ConstraintException constraint(SQLException e) {
        String text = String.valueOf(e.getMessage());
        if (e instanceof SQLiteException sqlite) {
            ConstraintException.Kind kind =
                    switch (sqlite.getResultCode()) {
                        case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY ->
                                ConstraintException.Kind.UNIQUE;
                        case SQLITE_CONSTRAINT_FOREIGNKEY -> ConstraintException.Kind.FOREIGN_KEY;
                        case SQLITE_CONSTRAINT_CHECK -> ConstraintException.Kind.CHECK;
                        case SQLITE_CONSTRAINT_NOTNULL -> ConstraintException.Kind.NOT_NULL;
                        default -> null;
                    };
            return kind == null ? null : new ConstraintException(kind, text, e);
        }
        String state = e.getSQLState();
        if (state == null) {
            return null;
        }
        return switch (state) {
            case "23505" -> new ConstraintException(ConstraintException.Kind.UNIQUE, text, e);
            case "23503" -> new ConstraintException(ConstraintException.Kind.FOREIGN_KEY, text, e);
            case "23514" -> new ConstraintException(ConstraintException.Kind.CHECK, text, e);
            case "23502" -> new ConstraintException(ConstraintException.Kind.NOT_NULL, text, e);
            default -> null;
        };
    }

    SQLException sqlException() {
        return sqlException;
    }

    /// Whether the whole operation may simply run again: the engine gave up one of two rivals.
    static boolean isRetryable(SQLException e) {
        return "40001".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
    }

    /// Whether the database is away, full, starting or stopping, rather than the statement wrong.
    static boolean isUnavailable(SQLException e) {
        if (e instanceof SQLTransientConnectionException) {
            return true;
        }
        if (e instanceof SQLiteException sqlite) {
            return switch (sqlite.getResultCode()) {
                case SQLITE_BUSY,
                        SQLITE_BUSY_RECOVERY,
                        SQLITE_BUSY_SNAPSHOT,
                        SQLITE_LOCKED,
                        SQLITE_FULL,
                        SQLITE_READONLY,
                        SQLITE_CANTOPEN,
                        SQLITE_NOMEM ->
                        true;
                default -> sqlite.getResultCode().name().startsWith("SQLITE_IOERR");
            };
        }
        String state = e.getSQLState();
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("53")
                        || state.startsWith("57P")
                        || state.startsWith("58")
                        || state.equals("25006"));
    }

    private static boolean isDataMistake(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLiteException sqlite
                ? sqlite.getResultCode() == org.sqlite.SQLiteErrorCode.SQLITE_TOOBIG
                : state != null && state.startsWith("22");
    }

    /// What the caller of the operation gets.
    static RuntimeException sorted(SQLException e) {
        if (isUnavailable(e) || isRetryable(e)) {
            return unavailable("The database is not available", e);
        }
        if (isDataMistake(e)) {
            return new ApiException(
                    Code.INVALID_ARGUMENT, "A value is too long or cannot be stored", e);
        }
        return new IllegalStateException("Database statement failed", e);
    }

    static ApiException unavailable(String text, @Nullable Throwable cause) {
        return new ApiException(Code.UNAVAILABLE, text, cause);
    }
}
