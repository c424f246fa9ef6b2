package io.kaosnet.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MigrationsTest {
    private final Path directory = TestDatabases.temporaryDirectory();

    private String address(Engine engine) {
        return switch (engine) {
            case SQLITE -> "";
            case POSTGRESQL -> TestDatabases.newPostgresAddress();
        };
    }

    private Database open(String address) {
        return Database.open(DatabaseConfig.of(address, directory), DatabaseObserver.NONE);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void historyIsRecognisedAsUpToDateWithoutFlyway(Engine engine) {
        String address = address(engine);
        open(address).close();
        DatabaseConfig config = DatabaseConfig.of(address, directory);
        // Refuses to open when anything were left to do, or a checksum were not Flyway's.
        try (Database database =
                Database.open(
                        new DatabaseConfig(
                                address,
                                directory,
                                2,
                                2,
                                100,
                                config.waitTimeout(),
                                config.startTimeout(),
                                config.connectionLifetime(),
                                false),
                        DatabaseObserver.NONE)) {
            assertThat(database.isReachable()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void newerSchemaRefusesToOpen(Engine engine) {
        String address = address(engine);
        try (Database database = open(address)) {
            database.write(
                    tx ->
                            tx.sql(
                                            "INSERT INTO schema_history (installed_rank, version,"
                                                    + " description, type, script, checksum,"
                                                    + " installed_by, execution_time, success)"
                                                    + " VALUES (99, '9999', 'later', 'SQL', 'x', 1,"
                                                    + " 'x', 1, TRUE)")
                                    .update());
        }
        assertThatThrownBy(() -> open(address))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("9999")
                .hasMessageContaining("start a newer server");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void scriptThatChangedAfterItRanRefusesToOpen(Engine engine) {
        String address = address(engine);
        try (Database database = open(address)) {
            database.write(
                    tx -> tx.sql("UPDATE schema_history SET checksum = checksum + 1").update());
        }
        assertThatThrownBy(() -> open(address))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void bothEnginesHaveTheSameTables() {
        List<String> sqlite;
        List<String> postgresql;
        try (Database database = open("")) {
            sqlite =
                    database.read(
                            tx ->
                                    tx.sql(
                                                    "SELECT m.name || '.' || c.name FROM"
                                                            + " sqlite_schema m,"
                                                            + " pragma_table_info(m.name) c WHERE"
                                                            + " m.type = 'table' AND m.name NOT"
                                                            + " LIKE 'sqlite_%'")
                                            .list(row -> row.text(1)));
        }
        try (Database database = open(TestDatabases.newPostgresAddress())) {
            postgresql =
                    database.read(
                            tx ->
                                    tx.sql(
                                                    "SELECT table_name || '.' || column_name FROM"
                                                            + " information_schema.columns WHERE"
                                                            + " table_schema = 'public'")
                                            .list(row -> row.text(1)));
        }
        assertThat(sqlite).contains("users.id").containsExactlyInAnyOrderElementsOf(postgresql);
    }
}
