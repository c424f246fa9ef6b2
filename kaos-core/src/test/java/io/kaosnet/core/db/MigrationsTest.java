package io.kaosnet.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.bracket.Brackets;
import io.kaosnet.core.clock.Clock;
import io.kaosnet.core.storage.Storage;
import io.kaosnet.core.storage.StorageFilter;
import io.kaosnet.core.storage.StorageId;
import io.kaosnet.core.storage.StorageWrite;
import io.kaosnet.protocol.api.StorageObject;
import io.kaosnet.protocol.kaosnet.Bracket;
import io.kaosnet.protocol.kaosnet.BracketEntrant;
import io.kaosnet.protocol.kaosnet.BracketMatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
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

    /// Of a schema that had everything but these scripts.
    private static void forget(Database database, String version, String... statements) {
        database.write(
                tx -> {
                    for (String statement : statements) {
                        tx.execute(statement);
                    }
                    return tx.sql("DELETE FROM schema_history WHERE version = ?")
                            .bind(version)
                            .update();
                });
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void whoTakesPartInOlderBracketsIsFound(Engine engine) {
        String address = address(engine);
        List<UUID> users = Stream.generate(UUID::randomUUID).limit(300).toList();
        Bracket.Builder large = Bracket.newBuilder().setId(UUID.randomUUID().toString());
        large.setTitle("\n$€ \u0001 " + UUID.randomUUID());
        for (UUID user : users) {
            large.addEntrants(
                    BracketEntrant.newBuilder()
                            .setUserId(user.toString())
                            .setUsername("ü\\" + user)
                            .setSeed(large.getEntrantsCount() + 1));
            large.addMatches(
                    BracketMatch.newBuilder().setHome(user.toString()).setHomePresent(true));
        }
        Bracket small =
                Bracket.newBuilder()
                        .setId("small")
                        .addEntrants(
                                BracketEntrant.newBuilder().setUserId(users.getFirst().toString()))
                        .build();
        List<Bracket> brackets =
                List.of(large.build(), small, Bracket.newBuilder().setId("none").build());
        try (Database database = open(address)) {
            for (Bracket bracket : brackets) {
                database.write(
                        tx ->
                                tx.sql(
                                                "INSERT INTO bracket (id, create_time, version,"
                                                        + " state) VALUES (?, 1, 1, ?)")
                                        .bind(bracket.getId())
                                        .bind(bracket.toByteArray())
                                        .update());
            }
            forget(database, "044", "DROP TABLE bracket_entrant");
        }
        try (Database database = open(address)) {
            assertThat(database.<List<Bracket>>read(tx -> Brackets.naming(tx, users.getFirst())))
                    .containsExactlyInAnyOrder(large.build(), small);
            assertThat(
                            database.<List<UUID>>read(
                                    tx ->
                                            tx.sql("SELECT user_id FROM bracket_entrant")
                                                    .list(row -> row.uuid(1))))
                    .hasSize(301)
                    .containsAll(users);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void countsOfGroupsAndFriendsAreSetRight(Engine engine) {
        String address = address(engine);
        List<UUID> ids = List.of(new UUID(7, 1), new UUID(7, 2), new UUID(7, 3));
        try (Database database = open(address)) {
            database.write(
                    tx -> {
                        for (UUID id : ids) {
                            tx.sql(
                                            "INSERT INTO users (id, username, edge_count,"
                                                    + " create_time, update_time)"
                                                    + " VALUES (?, ?, 1, 1, 1)")
                                    .bind(id)
                                    .bind("u" + id)
                                    .update();
                            tx.sql(
                                            "INSERT INTO groups (id, creator_id, name, name_lower,"
                                                    + " state, edge_count, max_count, create_time,"
                                                    + " update_time) VALUES (?, ?, ?, 'g', 0, 1, 1, 1,"
                                                    + " 1)")
                                    .bind(id)
                                    .bind(id)
                                    .bind("g" + id)
                                    .update();
                        }
                        for (int i = 0; i < 3; i++) {
                            tx.sql(
                                            "INSERT INTO group_edge (group_id, user_id, state,"
                                                    + " position, update_time)"
                                                    + " VALUES (?, ?, ?, 1, 1)")
                                    .bind(ids.getFirst())
                                    .bind(ids.get(i))
                                    .bind(i + 1)
                                    .update();
                        }
                        return tx.sql(
                                        "INSERT INTO user_edge (source_id, destination_id, state,"
                                                + " position, update_time) VALUES (?, ?, 3, 1, 1)")
                                .bind(ids.get(0))
                                .bind(ids.get(1))
                                .update();
                    });
            forget(database, "045");
        }
        try (Database database = open(address)) {
            assertThat(counts(database, "SELECT edge_count FROM groups ORDER BY id"))
                    .containsExactly(2L, 0L, 0L);
            assertThat(counts(database, "SELECT max_count FROM groups ORDER BY id"))
                    .containsExactly(2L, 1L, 1L);
            assertThat(
                            counts(
                                    database,
                                    "SELECT edge_count FROM users WHERE username <> ''"
                                            + " ORDER BY id"))
                    .containsExactly(1L, 0L, 0L);
        }
    }

    @Test
    void objectsAndTheirFieldsOutliveTheTableByOwner() {
        UUID owner = new UUID(7, 1);
        List<StorageId> ids =
                List.of(new StorageId("runs", "a", owner), new StorageId("runs", "b", owner));
        var filter = StorageFilter.parse(Map.of("score", Map.of("gte", 2)));
        List<StorageObject> before;
        try (Database database = open("")) {
            Storage storage = new Storage(database, Clock.SYSTEM);
            storage.declareFields("runs", List.of("score"));
            storage.write(
                    List.of(
                            new StorageWrite("runs", "a", owner, "{\"score\":1}", "", 2, 0),
                            new StorageWrite("runs", "b", owner, "{\"score\":2}", "", 1, 1)));
            before = storage.read(ids);
            forget(database, "047");
        }
        try (Database database = open("")) {
            Storage storage = new Storage(database, Clock.SYSTEM);
            assertThat(storage.read(ids)).hasSize(2).isEqualTo(before);
            assertThat(storage.query("runs", null, filter, 10, "").getObjectsList())
                    .containsExactly(before.getLast());
            storage.delete(ids);
            assertThat(counts(database, "SELECT count(*) FROM storage_field")).containsExactly(0L);
        }
    }

    private static List<Long> counts(Database database, String sql) {
        return database.read(tx -> tx.sql(sql).list(row -> row.integer(1)));
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
