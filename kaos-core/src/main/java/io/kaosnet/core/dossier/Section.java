package io.kaosnet.core.dossier;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kaosnet.core.db.Row;
import io.kaosnet.core.db.Tx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// One list of a dossier: the rows of a query as JSON objects. Immutable.
///
/// @param name of the list
/// @param sql a query by the user's id, whose columns are the fields in their order
record Section(String name, String sql, List<Field> fields) {
    /// How a column is written.
    enum Kind {
        ID,
        /// Left out when null.
        TEXT,
        INT,
        /// 64 bits, which JSON's readers take as a text.
        LONG,
        /// Microseconds since 1970; left out when 0.
        TIME,
        BOOL
    }

    /// @param path of the member; at most one dot: a member of a member
    record Field(String path, Kind kind) {}

    static Field id(String path) {
        return new Field(path, Kind.ID);
    }

    static Field text(String path) {
        return new Field(path, Kind.TEXT);
    }

    static Field number(String path) {
        return new Field(path, Kind.INT);
    }

    static Field big(String path) {
        return new Field(path, Kind.LONG);
    }

    static Field time(String path) {
        return new Field(path, Kind.TIME);
    }

    static Field flag(String path) {
        return new Field(path, Kind.BOOL);
    }

    void write(Tx tx, UUID userId, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(name);
        tx.sql(sql).bind(userId).each(row -> writeUnchecked(row, out));
        out.writeEndArray();
    }

    private void writeUnchecked(Row row, JsonGenerator out) {
        try {
            out.writeStartObject();
            writeFields(row, fields, out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes the columns of a row as members of the object that is open.
    static void writeFields(Row row, List<Field> fields, JsonGenerator out) throws IOException {
        String open = "";
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            int dot = field.path().indexOf('.');
            String parent = dot < 0 ? "" : field.path().substring(0, dot);
            if (!parent.equals(open)) {
                if (!open.isEmpty()) {
                    out.writeEndObject();
                }
                if (!parent.isEmpty()) {
                    out.writeObjectFieldStart(parent);
                }
                open = parent;
            }
            write(row, i + 1, field.path().substring(dot + 1), field.kind(), out);
        }
        if (!open.isEmpty()) {
            out.writeEndObject();
        }
    }

    private static void write(Row row, int column, String name, Kind kind, JsonGenerator out)
            throws IOException {
        switch (kind) {
            case ID -> out.writeStringField(name, row.uuid(column).toString());
            case TEXT -> {
                String text = row.textOrNull(column);
                if (text != null) {
                    out.writeStringField(name, text);
                }
            }
            case INT -> out.writeNumberField(name, row.integer(column));
            case LONG -> out.writeStringField(name, Long.toString(row.integer(column)));
            case TIME -> {
                long micros = row.integer(column);
                if (micros != 0) {
                    out.writeStringField(name, time(micros).toString());
                }
            }
            case BOOL -> out.writeBooleanField(name, row.integer(column) != 0);
        }
    }

    private static Instant time(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    }
}
