package io.kaosnet.core.db;

import io.kaosnet.core.api.ApiException;
import io.kaosnet.core.api.Code;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Statements that game code brings. Blocks; safe from any virtual thread.
///
/// One statement at a time, in a transaction of its own, with a bound on its rows. It can change
/// everything that the server owns: the operator decides whether there is one of these.
public final class DirectSql {
    private static final int MAX_ROWS = 10_000;
    private static final int TIMEOUT_SEC = 10;
    private static final Set<String> QUERIES = Set.of("SELECT", "WITH", "VALUES");
    private static final Set<String> CHANGES =
            Set.of("INSERT", "UPDATE", "DELETE", "WITH", "CREATE", "DROP", "ALTER");

    private final Database database;

    public DirectSql(Database database) {
        this.database = database;
    }

    /// Runs a statement that changes something.
    ///
    /// @param text with `$1`, `$2` ... or `?` for the parameters
    /// @param parameters texts, whole and real numbers, booleans, bytes and nulls
    /// @return how many rows it changed
    /// @throws ApiException `INVALID_ARGUMENT` for what is no such statement, or what the engine
    ///     says of it
    public long execute(String text, List<? extends @Nullable Object> parameters) {
        Parsed parsed = Parsed.of(text, CHANGES, parameters.size());
        return database.<Long>write(
                tx -> {
                    try (PreparedStatement statement = prepare(tx, parsed, parameters)) {
                        return (long) statement.executeUpdate();
                    } catch (SQLException e) {
                        throw refused(e);
                    }
                });
    }

    /// Reads rows, each a map by column; at most 10,000 of them.
    ///
    /// @throws ApiException as [#execute]; `OUT_OF_RANGE` for more rows
    public List<Map<String, @Nullable Object>> query(
            String text, List<? extends @Nullable Object> parameters) {
        Parsed parsed = Parsed.of(text, QUERIES, parameters.size());
        return database.read(
                tx -> {
                    try (PreparedStatement statement = prepare(tx, parsed, parameters)) {
                        statement.setMaxRows(MAX_ROWS + 1);
                        return rows(statement.executeQuery());
                    } catch (SQLException e) {
                        throw refused(e);
                    }
                });
    }

    private static ApiException refused(SQLException e) {
        return ApiException.invalidArgument("sql: " + e.getMessage());
    }

    private static PreparedStatement prepare(
            Tx tx, Parsed parsed, List<? extends @Nullable Object> parameters) throws SQLException {
        PreparedStatement statement = tx.connection().prepareStatement(parsed.text());
        try {
            statement.setQueryTimeout(TIMEOUT_SEC);
            int position = 0;
            for (int number : parsed.parameters()) {
                Object value = parameters.get(number - 1);
                position++;
                switch (value) {
                    case null -> statement.setNull(position, Types.NULL);
                    case Long whole -> statement.setLong(position, whole);
                    case Double real -> statement.setDouble(position, real);
                    case Boolean flag -> statement.setBoolean(position, flag);
                    case byte[] bytes -> statement.setBytes(position, bytes);
                    // Whatever type the column has: PostgreSQL reads it from the text.
                    default ->
                            statement.setObject(
                                    position,
                                    value.toString(),
                                    tx.engine() == Engine.POSTGRESQL ? Types.OTHER : Types.VARCHAR);
                }
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static List<Map<String, @Nullable Object>> rows(ResultSet results) throws SQLException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        ResultSetMetaData columns = results.getMetaData();
        while (results.next()) {
            if (rows.size() == MAX_ROWS) {
                throw new ApiException(Code.OUT_OF_RANGE, "sql: more than " + MAX_ROWS + " rows");
            }
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                row.put(columns.getColumnLabel(i), plain(results.getObject(i)));
            }
            rows.add(row);
        }
        return rows;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Long number -> number;
            case Integer number -> (Object) (long) number;
            case Short number -> (Object) (long) number;
            case Number number -> (Object) number.doubleValue();
            case Boolean flag -> flag;
            case byte[] bytes -> bytes;
            case Timestamp time -> (Object) Math.floorDiv(time.getTime(), 1000L);
            default -> value.toString();
        };
    }

    /// A statement as the engine takes it. Immutable.
    ///
    /// @param parameters which parameter each `?` stands for, from 1
    private record Parsed(String text, List<Integer> parameters) {

        static Parsed of(String text, Set<String> verbs, int count) {
            StringBuilder out = new StringBuilder(text.length());
            List<Integer> numbers = new ArrayList<>();
            String given = text.strip();
            while (given.endsWith(";")) {
                given = given.substring(0, given.length() - 1).stripTrailing();
            }
            int next = 0;
            int i = 0;
            while (i < given.length()) {
                char c = given.charAt(i);
                if (c == '\'' || c == '"') {
                    int end = given.indexOf(c, i + 1);
                    if (end < 0) {
                        throw ApiException.invalidArgument("sql: a text without an end");
                    }
                    out.append(given, i, end + 1);
                    i = end + 1;
                } else if (c == ';' || given.startsWith("--", i) || given.startsWith("/*", i)) {
                    throw ApiException.invalidArgument(
                            "sql: expected one statement without comments");
                } else if (c == '?') {
                    out.append('?');
                    numbers.add(++next);
                    i++;
                } else if (c == '$' && i + 1 < given.length() && isDigit(given.charAt(i + 1))) {
                    int end = i + 1;
                    while (end < given.length() && isDigit(given.charAt(end))) {
                        end++;
                    }
                    out.append('?');
                    numbers.add(end - i > 4 ? 0 : Integer.parseInt(given.substring(i + 1, end)));
                    i = end;
                } else {
                    out.append(c);
                    i++;
                }
            }
            for (int number : numbers) {
                if (number < 1 || number > count) {
                    throw ApiException.invalidArgument(
                            "sql: parameter " + number + " (given: " + count + ")");
                }
            }
            String verb = given.split("[^A-Za-z]", 2)[0].toUpperCase(Locale.ROOT);
            if (!verbs.contains(verb)) {
                throw ApiException.invalidArgument(
                        "sql: \"" + verb + "\" (expected: one of " + verbs + ")");
            }
            return new Parsed(out.toString(), List.copyOf(numbers));
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
