package io.kaosnet.core.storage;

import io.kaosnet.core.api.ApiException;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records of comma-separated values as RFC 4180 has them: fields may be quoted, a quote inside is
/// written twice, lines end in LF or CRLF. Owned by one thread.
final class Csv {
    private final Reader in;
    private int line = 1;
    private int next;

    Csv(Reader in) throws IOException {
        this.in = in;
        next = in.read();
        if (next == '\uFEFF') {
            next = in.read();
        }
    }

    /// The line that the next record begins on, from 1.
    int line() {
        return line;
    }

    /// The next record, or null at the end. Empty lines are passed over.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` for quotes that do not match
    @Nullable List<String> read() throws IOException {
        while (next == '\n' || next == '\r') {
            skip();
        }
        if (next < 0) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        while (true) {
            fields.add(next == '"' ? quoted() : plain());
            if (next != ',') {
                break;
            }
            skip();
        }
        if (next >= 0 && next != '\n' && next != '\r') {
            throw wrong("text behind a quoted field");
        }
        return fields;
    }

    private void skip() throws IOException {
        if (next == '\n') {
            line++;
        }
        next = in.read();
    }

    private String plain() throws IOException {
        StringBuilder field = new StringBuilder();
        while (next >= 0 && next != ',' && next != '\n' && next != '\r') {
            if (next == '"') {
                throw wrong("a quote inside a field that does not begin with one");
            }
            field.append((char) next);
            skip();
        }
        return field.toString();
    }

    private String quoted() throws IOException {
        StringBuilder field = new StringBuilder();
        skip();
        while (true) {
            if (next < 0) {
                throw wrong("a quote that does not end");
            }
            if (next == '"') {
                skip();
                if (next != '"') {
                    return field.toString();
                }
            }
            field.append((char) next);
            skip();
        }
    }

    private ApiException wrong(String what) {
        return ApiException.invalidArgument("line " + line + ": " + what);
    }

    static void write(List<String> fields, Appendable out) throws IOException {
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            boolean needsQuotes =
                    field.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
            out.append(i == 0 ? "" : ",");
            out.append(needsQuotes ? '"' + field.replace("\"", "\"\"") + '"' : field);
        }
        out.append("\r\n");
    }
}
