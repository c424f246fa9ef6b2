package io.kaosnet.core.db;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Where a database is. Immutable.
public sealed interface DatabaseAddress {
    String DEFAULT_FILE = "kaosnet.db";
    String DEFAULT_DATABASE = "kaosnet";

    /// A SQLite file.
    record SqliteFile(Path path) implements DatabaseAddress {}

    /// SQLite in memory: gone when the process ends.
    record SqliteMemory() implements DatabaseAddress {}

    /// A PostgreSQL server.
    ///
    /// @param hosts `host:port`, several separated by commas
    /// @param parameters the driver's own, as in a URL's query; empty for none
    record PostgreSql(
            String hosts,
            String database,
            String user,
            @Nullable String password,
            String parameters)
            implements DatabaseAddress {

        PostgreSql withHosts(String others) {
            return new PostgreSql(others, database, user, password, parameters);
        }

        String jdbcUrl(String databaseName) {
            String query = parameters.isEmpty() ? "" : "?" + parameters;
            return "jdbc:postgresql://" + hosts + "/" + databaseName + query;
        }

        /// Without the password.
        @Override
        public String toString() {
            return "postgresql://" + user + "@" + hosts + "/" + database;
        }
    }

    /// Reads an address. Accepted are, besides the empty text (`kaosnet.db` in the data directory):
    /// `:memory:`; `sqlite:PATH` or a path that ends with `.db`, relative to the data directory;
    /// `postgresql://user:password@host:port/database?parameters` (also `postgres://`,
    /// `jdbc:postgresql://`) and the same without the scheme. Several of the latter, separated by
    /// commas, that differ in the host alone are one database on several hosts.
    ///
    /// @throws IllegalArgumentException for anything else; the text does not repeat the password
    static DatabaseAddress parse(String address, Path dataDirectory) {
        String text = address.strip();
        if (text.isEmpty()) {
            return new SqliteFile(dataDirectory.resolve(DEFAULT_FILE));
        }
        if (text.startsWith("jdbc:")) {
            text = text.substring("jdbc:".length());
        }
        if (text.equals(":memory:") || text.equals("sqlite::memory:")) {
            return new SqliteMemory();
        }
        if (text.startsWith("sqlite:") && text.length() > "sqlite:".length()) {
            return new SqliteFile(dataDirectory.resolve(text.substring("sqlite:".length())));
        }
        for (String scheme : new String[] {"postgresql://", "postgres://"}) {
            if (text.startsWith(scheme)) {
                return postgreSql(text.substring(scheme.length()));
            }
        }
        if (text.endsWith(".db") && !text.contains("@")) {
            return new SqliteFile(dataDirectory.resolve(text));
        }
        if (text.contains("@") && !text.contains("://")) {
            PostgreSql several = severalHosts(text);
            return several == null ? postgreSql(text) : several;
        }
        throw new IllegalArgumentException(
                "database address is not understood (expected: :memory:, sqlite:PATH or"
                        + " postgresql://user:password@host:port/database)");
    }

    /// Null for what is one address: a password may hold a comma too.
    private static @Nullable PostgreSql severalHosts(String text) {
        PostgreSql first = null;
        var hosts = new StringJoiner(",");
        for (String part : text.split(",", -1)) {
            if (!part.contains("@")) {
                return null;
            }
            PostgreSql one = postgreSql(part.strip());
            hosts.add(one.hosts());
            if (first == null) {
                first = one;
            } else if (!one.withHosts(first.hosts()).equals(first)) {
                return null;
            }
        }
        return first == null ? null : first.withHosts(hosts.toString());
    }

    private static PostgreSql postgreSql(String text) {
        int question = text.indexOf('?');
        String parameters = question < 0 ? "" : text.substring(question + 1);
        String rest = question < 0 ? text : text.substring(0, question);
        // A password may hold an unescaped @ or /: the last @ ends it.
        int at = rest.lastIndexOf('@');
        String credentials = at < 0 ? "" : rest.substring(0, at);
        rest = rest.substring(at + 1);
        int slash = rest.indexOf('/');
        String database = slash < 0 ? "" : rest.substring(slash + 1);
        String hosts = slash < 0 ? rest : rest.substring(0, slash);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException(
                    "database address has no host (expected:"
                            + " postgresql://user:password@host:port/database)");
        }
        int colon = credentials.indexOf(':');
        String user = colon < 0 ? credentials : credentials.substring(0, colon);
        String password = colon < 0 ? null : decoded(credentials.substring(colon + 1));
        return new PostgreSql(
                hosts,
                database.isEmpty() ? DEFAULT_DATABASE : decoded(database),
                user.isEmpty() ? "postgres" : decoded(user),
                password,
                parameters);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            // A bare % in a password that was never escaped: taken as it stands.
            return text;
        }
    }
}
