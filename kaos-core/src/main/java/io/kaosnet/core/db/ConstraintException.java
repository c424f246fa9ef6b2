package io.kaosnet.core.db;

/// A statement broke a rule of the schema. On PostgreSQL the transaction can only go on when the
/// statement ran inside [Tx#nested]; `ON CONFLICT DO NOTHING` and the update count are cheaper.
public final class ConstraintException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String detail;

    /// Which sort of rule.
    public enum Kind {
        UNIQUE,
        FOREIGN_KEY,
        CHECK,
        NOT_NULL
    }

    ConstraintException(Kind kind, String detail, Throwable cause) {
        super(kind + ": " + detail, cause);
        this.kind = kind;
        this.detail = detail;
    }

    public Kind kind() {
        return kind;
    }

    /// Whether the engine's text names this column or constraint, for example `users.email`:
    /// SQLite tells `table.column`, PostgreSQL the constraint `table_column_key`.
    public boolean isAbout(String table, String column) {
        return detail.contains(table + "." + column) || detail.contains(table + "_" + column + "_");
    }
}
