package io.kaosnet.core.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The databases that tests run on. Opened when first asked for, shared by all tests of a JVM.
public final class TestDatabases {
    private static final Map<Kind, Database> OPEN = new EnumMap<>(Kind.class);
    private static @Nullable EmbeddedPostgres server;

    private TestDatabases() {}

    /// What a store has to work on.
    public enum Kind {
        SQLITE_FILE,
        SQLITE_MEMORY,
        POSTGRESQL
    }

    /// The database of this kind, with an empty schema of the newest version.
    public static synchronized Database empty(Kind kind) {
        Database database = OPEN.computeIfAbsent(kind, TestDatabases::open);
        clear(database);
        return database;
    }

    private static Database open(Kind kind) {
        Path directory = temporaryDirectory();
        String address =
                switch (kind) {
                    case SQLITE_FILE -> "";
                    case SQLITE_MEMORY -> ":memory:";
                    case POSTGRESQL -> newPostgresAddress();
                };
        return Database.open(DatabaseConfig.of(address, directory), DatabaseObserver.NONE);
    }

    /// A directory that is deleted when the JVM ends.
    public static Path temporaryDirectory() {
        try {
            Path directory = Files.createTempDirectory("kaosnet-test");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The address of a database that does not exist yet on the shared server.
    public static synchronized String newPostgresAddress() {
        try {
            EmbeddedPostgres running = server;
            if (running == null) {
                running = EmbeddedPostgres.builder().start();
                server = running;
            }
            String name = "test_" + Long.toUnsignedString(System.nanoTime(), 36);
            return "postgresql://postgres:postgres@localhost:" + running.getPort() + "/" + name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void clear(Database database) {
        boolean isPostgres = database.engine() == Engine.POSTGRESQL;
        database.write(
                tx -> {
                    List<String> tables =
                            tx.sql(
                                            isPostgres
                                                    ? "SELECT tablename FROM pg_tables"
                                                            + " WHERE schemaname = 'public'"
                                                    : "SELECT name FROM sqlite_schema WHERE type ="
                                                            + " 'table' AND name NOT LIKE"
                                                            + " 'sqlite_%'")
                                    .list(row -> row.text(1));
                    // Rows may go in any order: what they refer to goes with them.
                    tx.execute(
                            isPostgres
                                    ? "SET LOCAL session_replication_role = replica"
                                    : "PRAGMA defer_foreign_keys = ON");
                    for (String table : tables) {
                        if (table.equals("users")) {
                            tx.execute("DELETE FROM users WHERE username <> ''");
                        } else if (!table.equals("schema_history")) {
                            tx.execute("DELETE FROM \"" + table + "\"");
                        }
                    }
                    return tables.size();
                });
    }
}
