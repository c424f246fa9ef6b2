package io.kaosnet.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerClaimTest {
    @TempDir Path folder = Path.of("");

    private static final String HOLDING =
            "SELECT s.pid FROM pg_locks l JOIN pg_stat_activity s ON s.pid = l.pid"
                    + " WHERE l.locktype = 'advisory' AND s.application_name LIKE 'kaosnet % first'";
    private static final String END =
            "SELECT h.pid, pg_terminate_backend(h.pid, 10000) FROM (" + HOLDING + ") h";

    /// Without patience.
    private DatabaseConfig config(String address) {
        DatabaseConfig standard = DatabaseConfig.of(address, folder.resolve("data"));
        return new DatabaseConfig(
                standard.address(),
                standard.dataDirectory(),
                standard.connectionCount(),
                standard.readConnectionCount(),
                standard.queueCapacity(),
                standard.waitTimeout(),
                Duration.ZERO,
                standard.connectionLifetime(),
                standard.migrates());
    }

    @Test
    void oneServerHasAFileAtATime() {
        DatabaseConfig config = config("");
        ServerClaim first = ServerClaim.take(config, "first");
        assertThatThrownBy(() -> ServerClaim.take(config, "second"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another server runs on")
                .hasMessageContaining("kaosnet.db");
        first.close();
        ServerClaim.take(config, "second").close();
    }

    @Test
    void memoryIsEverybodysOwn() {
        DatabaseConfig config = config(":memory:");
        try (ServerClaim first = ServerClaim.take(config, "first");
                ServerClaim second = ServerClaim.take(config, "second")) {
            assertThat(second).isNotSameAs(first);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void oneServerHasAPostgresDatabaseAtATime() {
        DatabaseConfig config = config(TestDatabases.newPostgresAddress());
        ServerClaim first = ServerClaim.take(config, "first");
        assertThatThrownBy(() -> ServerClaim.take(config, "second"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another server runs on postgresql://postgres@localhost:")
                .hasMessageMatching("(?s).*: kaosnet [0-9a-f]{8} first, from 127\\.0\\.0\\.1,.*")
                .hasMessageNotContaining("postgres:postgres");
        ServerClaim.take(config(TestDatabases.newPostgresAddress()), "elsewhere").close();
        ServerClaim.take(config(config.address() + "?currentSchema=other"), "beside").close();
        first.close();
        ServerClaim.take(config, "second").close();
    }

    @Test
    void aServerThatStartsWaitsForTheOneThatEnds() throws Exception {
        String address = TestDatabases.newPostgresAddress();
        ServerClaim first = ServerClaim.take(config(address), "first");
        Thread second =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        ServerClaim.take(
                                                        DatabaseConfig.of(address, folder),
                                                        "second")
                                                .close());
        assertThat(second.join(Duration.ofMillis(300))).isFalse();
        first.close();
        assertThat(second.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aSessionThatEndsIsMadeAnew() throws Exception {
        DatabaseConfig config = config(TestDatabases.newPostgresAddress());
        var isLost = new AtomicBoolean();
        try (ServerClaim first = ServerClaim.take(config, "first")) {
            first.watch(() -> isLost.set(true));
            assertThat(sessions(config, END)).hasSize(1);
            awaitSession(config);
            assertThatThrownBy(() -> ServerClaim.take(config, "second"))
                    .hasMessageContaining("first");
            assertThat(isLost).isFalse();
        }
    }

    @Test
    void aServerIsToldThatAnotherTookItsDatabaseMeanwhile() throws Exception {
        DatabaseConfig config = config(TestDatabases.newPostgresAddress());
        var lost = new CountDownLatch(1);
        try (ServerClaim first = ServerClaim.take(config, "first")) {
            assertThat(sessions(config, END)).hasSize(1);
            try (ServerClaim second = ServerClaim.take(config, "second")) {
                first.watch(lost::countDown);
                assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
                second.watch(() -> {});
            }
        }
    }

    private static List<Long> sessions(DatabaseConfig config, String sql) throws SQLException {
        List<Long> pids = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl(config));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                pids.add(rows.getLong(1));
            }
        }
        return pids;
    }

    private static String jdbcUrl(DatabaseConfig config) {
        return "jdbc:" + config.address().replace("postgres:postgres@", "") + "?user=postgres";
    }

    private static void awaitSession(DatabaseConfig config) throws SQLException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (sessions(config, HOLDING).isEmpty()) {
            assertThat(System.nanoTime() - endNs).isNegative();
        }
    }
}
