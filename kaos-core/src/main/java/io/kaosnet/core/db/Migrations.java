package io.kaosnet.core.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings a schema up to date: the scripts `V<number>__<name>.sql` of the resource folder
/// `db/<engine>`, run by Flyway. A schema that is up to date already is recognised without Flyway,
/// whose start costs more than everything else in opening a database.
final class Migrations {
    private static final String HISTORY = "schema_history";
    private static final Pattern FILE = Pattern.compile("V(\\d+)__\\w+\\.sql");

    private Migrations() {}

    /// One script of this version of the server.
    private record Script(String name, String text) {
        /// As Flyway counts it: over the lines without their ends.
        int checksum() {
            CRC32 crc = new CRC32();
            text.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
            return (int) crc.getValue();
        }
    }

    /// @throws IllegalStateException when the schema is newer than this server, was changed by
    ///     other hands, or is old and `migrates` is false
    static void run(Engine engine, Connection connection, DataSource source, boolean migrates) {
        SortedMap<Integer, Script> scripts = scripts(engine);
        Map<Integer, Integer> applied = applied(connection);
        int newest = scripts.lastKey();
        int reached = applied.isEmpty() ? 0 : Collections.max(applied.keySet());
        if (reached > newest) {
            throw new IllegalStateException(
                    "the database's schema is at version "
                            + reached
                            + ", this server knows versions up to "
                            + newest
                            + ": start a newer server");
        }
        if (isUpToDate(scripts, applied)) {
            return;
        }
        if (!migrates) {
            throw new IllegalStateException(
                    "the database's schema is at version "
                            + reached
                            + ", this server needs version "
                            + newest
                            + ": run `kaosnet migrate` first");
        }
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/" + engine.folder())
                    .table(HISTORY)
                    // Features number their scripts apart, so a lower number may come later.
                    .outOfOrder(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new IllegalStateException(
                    "the database's schema cannot be brought up to date: " + e.getMessage(), e);
        }
    }

    /// Runs all scripts of SQLite, without keeping a history.
    static void runOnEmpty(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Script script : scripts(Engine.SQLITE).values()) {
                statement.executeUpdate(script.text());
            }
        }
    }

    private static boolean isUpToDate(
            SortedMap<Integer, Script> scripts, Map<Integer, Integer> applied) {
        if (!applied.keySet().equals(scripts.keySet())) {
            return false;
        }
        for (Map.Entry<Integer, Script> script : scripts.entrySet()) {
            Integer checksum = applied.get(script.getKey());
            if (checksum == null || checksum != script.getValue().checksum()) {
                return false;
            }
        }
        return true;
    }

    /// Checksums of the scripts that ran, by version; empty for a database without a history.
    private static Map<Integer, Integer> applied(Connection connection) {
        Map<Integer, Integer> applied = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT version, checksum FROM "
                                        + HISTORY
                                        + " WHERE success AND version IS NOT NULL")) {
            while (rows.next()) {
                applied.put(Integer.valueOf(rows.getString(1)), rows.getInt(2));
            }
            return applied;
        } catch (SQLException _) {
            // No history table: an empty database. Anything else wrong shows in the migration.
            return Map.of();
        }
    }

    private static SortedMap<Integer, Script> scripts(Engine engine) {
        SortedMap<Integer, Script> scripts = new TreeMap<>();
        String folder = "db/" + engine.folder();
        ClassLoader loader = Migrations.class.getClassLoader();
        try {
            for (URL url : Collections.list(loader.getResources(folder))) {
                for (String name : names(url)) {
                    Matcher matcher = FILE.matcher(name);
                    if (matcher.matches()) {
                        Script other =
                                scripts.put(
                                        Integer.valueOf(matcher.group(1)),
                                        new Script(name, text(loader, folder + "/" + name)));
                        if (other != null) {
                            throw new IllegalStateException(
                                    "migrations "
                                            + other.name()
                                            + " and "
                                            + name
                                            + " share a"
                                            + " number");
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the migrations in " + folder, e);
        }
        if (scripts.isEmpty()) {
            throw new IllegalStateException("no migrations in " + folder);
        }
        return scripts;
    }

    private static List<String> names(URL folder) throws IOException {
        List<String> names = new ArrayList<>();
        if (folder.openConnection() instanceof JarURLConnection jar) {
            String prefix = jar.getEntryName();
            try (Stream<String> entries = jar.getJarFile().stream().map(e -> e.getName())) {
                entries.filter(entry -> entry.startsWith(prefix))
                        .forEach(entry -> names.add(entry.substring(entry.lastIndexOf('/') + 1)));
            }
            return names;
        }
        try (Stream<Path> files = Files.list(Path.of(uri(folder)))) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        }
        return names;
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static String text(ClassLoader loader, String path) throws IOException {
        try (InputStream in = loader.getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException("no resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
