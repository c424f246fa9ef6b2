package io.kaosnet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.db.Database;
import io.kaosnet.core.db.DatabaseConfig;
import io.kaosnet.core.db.DatabaseObserver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `./kaosnet seed` and its neighbours do, as they are called.
final class SampleDataTest {
    @TempDir Path directory;

    @Test
    void fillsSqliteOnceHoweverOftenItIsCalled() {
        fillsOnce("");
    }

    @Test
    void fillsPostgresOnceHoweverOftenItIsCalled() throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
            fillsOnce("postgresql://postgres:postgres@localhost:" + server.getPort() + "/seed");
        }
    }

    private void fillsOnce(String address) {
        List<String> flags =
                List.of("--data_dir", directory.toString(), "--database.address", address);
        DataCommands.run("seed", flags);
        try (Database database =
                Database.open(DatabaseConfig.of(address, directory), DatabaseObserver.NONE)) {
            Map<String, Long> first = counts(database);
            assertThat(first)
                    .containsEntry("users", 11L)
                    .containsEntry("groups", 3L)
                    .containsEntry("group_edge", 8L)
                    .containsEntry("leaderboard", 5L)
                    .containsEntry("leaderboard_record", 21L)
                    .containsEntry("wallet_ledger", 10L);
            assertThat(new SampleData(database, Clock.SYSTEM).fill()).isZero();
            assertThat(counts(database)).isEqualTo(first);
        }
    }

    private static Map<String, Long> counts(Database database) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String table :
                List.of(
                        "users",
                        "groups",
                        "group_edge",
                        "user_edge",
                        "storage",
                        "notification",
                        "wallet_ledger",
                        "leaderboard",
                        "leaderboard_record")) {
            List<Long> count =
                    database.read(
                            tx ->
                                    tx.sql("SELECT count(*) FROM " + table)
                                            .list(row -> row.integer(1)));
            counts.put(table, count.getFirst());
        }
        return counts;
    }

    @Test
    void objectsAndAccountsGoToFilesAndBack() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Path csv = directory.resolve("objects.csv");
        Path account = directory.resolve("account.json");
        Path json = directory.resolve("objects.json");
        DataCommands.run("seed", List.of("--data_dir", directory.toString()));
        DataCommands.run(
                "storage",
                List.of(
                        "export",
                        csv.toString(),
                        "--collection",
                        "stats",
                        "--data_dir",
                        directory.toString()));
        DataCommands.run(
                "storage", List.of("import", csv.toString(), "--data_dir", other.toString()));
        DataCommands.run(
                "storage", List.of("export", json.toString(), "--data_dir", other.toString()));
        assertThat(Files.readString(json)).contains("\"combat\"").doesNotContain("profile");
        DataCommands.run(
                "account",
                List.of(
                        "export",
                        SampleData.player(1).toString(),
                        account.toString(),
                        "--data_dir",
                        directory.toString()));
        DataCommands.run(
                "account", List.of("import", account.toString(), "--data_dir", other.toString()));
        try (Database database =
                Database.open(DatabaseConfig.of("", other), DatabaseObserver.NONE)) {
            assertThat(counts(database)).containsEntry("users", 2L).containsEntry("storage", 13L);
        }
    }
}
