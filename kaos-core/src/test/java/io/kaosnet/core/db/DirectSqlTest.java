package io.kaosnet.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.core.api.ApiException;
import java.util.Arrays;
import java.util.List;

final class DirectSqlTest {
    @OnEveryDatabase
    void changesAndReadsATableOfTheGame(Database database) {
        var sql = new DirectSql(database);
        sql.execute(
                "CREATE TABLE scores (name TEXT, points BIGINT, part DOUBLE PRECISION)", List.of());
        assertThat(
                        sql.execute(
                                "INSERT INTO scores VALUES ($1, $2, $3), ('it''s; $1', $2, NULL);",
                                Arrays.asList("ann", 7L, 1.5)))
                .isEqualTo(2);
        var rows =
                sql.query(
                        "SELECT name, points, part FROM scores WHERE points = ? ORDER BY name",
                        List.of(7L));
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst()).containsEntry("name", "ann").containsEntry("part", 1.5);
        assertThat(rows.getLast()).containsEntry("name", "it's; $1").containsEntry("part", null);
        assertThat(sql.execute("DELETE FROM scores", List.of())).isEqualTo(2);
    }

    @OnEveryDatabase
    void refusesWhatIsNoSuchStatement(Database database) {
        var sql = new DirectSql(database);
        for (String bad :
                List.of(
                        "ATTACH DATABASE '/tmp/x' AS y",
                        "PRAGMA journal_mode = DELETE",
                        "COMMIT",
                        "SELECT 1; DROP TABLE users",
                        "SELECT 1 -- more",
                        "INSERT INTO users DEFAULT VALUES",
                        "SELECT 'open",
                        "SELECT $2",
                        "SELECT no_such_column FROM users",
                        "")) {
            assertThatThrownBy(() -> sql.query(bad, List.of("x")))
                    .as(bad)
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining("sql: ");
        }
        assertThatThrownBy(() -> sql.execute("VACUUM", List.of())).isInstanceOf(ApiException.class);
        assertThat(sql.query("SELECT count(*) AS n FROM users", List.of())).hasSize(1);
    }
}
