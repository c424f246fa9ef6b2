package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.server.Main;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a client was answered stays, whatever dies: the whole server, killed without notice, or the
/// database under it.
final class DurabilityTest {
    private static final long LIMIT_NS = 60_000_000_000L;
    private static final int CALLER_COUNT = 16;

    /// How often the slow forms kill: `-Dcrash.kills=5` makes them shorter.
    private static final int KILL_COUNT = Integer.getInteger("crash.kills", 20);

    @TempDir private Path directory;

    @Test
    void serverKilledWhileItCreatesAccountsHasThemAllOnSqlite() throws Exception {
        killUnderLoad("", 2, 200);
    }

    @Test
    void serverKilledWhileItCreatesAccountsHasThemAllOnPostgres() throws Exception {
        try (EmbeddedPostgres postgres = postgres(freePort())) {
            killUnderLoad(address(postgres), 2, 200);
        }
    }

    @Test
    @Tag("slow")
    void serverKilledTwentyTimesHasThemAllOnSqlite() throws Exception {
        killUnderLoad("", KILL_COUNT, 3000);
    }

    @Test
    @Tag("slow")
    void serverKilledTwentyTimesHasThemAllOnPostgres() throws Exception {
        try (EmbeddedPostgres postgres = postgres(freePort())) {
            killUnderLoad(address(postgres), KILL_COUNT, 3000);
        }
    }

    @Test
    void postgresThatGoesAwayIsToldAndWaitedFor() throws Exception {
        stopPostgresUnderLoad(1);
    }

    @Test
    @Tag("slow")
    void postgresThatGoesAwayAgainAndAgainIsToldAndWaitedFor() throws Exception {
        stopPostgresUnderLoad(10);
    }

    private void killUnderLoad(String database, int roundCount, int accountCount) throws Exception {
        Map<String, String> acknowledged = AccountCreations.none();
        int port = freePortPair();
        for (int round = 0; round < roundCount; round++) {
            int enough = acknowledged.size() + accountCount;
            Process server = start(database, port);
            try (var callers = new AccountCreations(port, acknowledged)) {
                callers.start(CALLER_COUNT, "round" + round);
                await(server, () -> acknowledged.size() >= enough);
                server.destroyForcibly().waitFor();
                assertThat(callers.unexpected()).isEmpty();
            } finally {
                server.destroyForcibly().waitFor();
            }
        }
        Process server = start(database, port);
        try (var reader = new AccountCreations(port, acknowledged)) {
            assertThat(reader.lost()).isEmpty();
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /// The server as a process of its own, once it answers.
    private Process start(String database, int port) throws IOException {
        Process server =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "run",
                                "--socket.port=" + port,
                                "--console.port=0",
                                "--rudp.enabled=false",
                                "--limits.enabled=false",
                                "--data_dir=" + directory.resolve("data"),
                                "--database.address=" + database)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("server.log").toFile())
                        .start();
        await(server, () -> isOk("http://127.0.0.1:" + port + "/healthcheck"));
        return server;
    }

    private void stopPostgresUnderLoad(int roundCount) throws Exception {
        int port = freePort();
        EmbeddedPostgres postgres = postgres(port);
        Map<String, String> acknowledged = AccountCreations.none();
        try (var server =
                        new ServerFixture(
                                "--limits.enabled=false",
                                "--database.address=" + address(postgres));
                var callers = new AccountCreations(server.port(), acknowledged)) {
            callers.start(CALLER_COUNT, "outage");
            for (int round = 0; round < roundCount; round++) {
                int before = acknowledged.size();
                await(() -> acknowledged.size() >= before + 200);
                postgres.close();
                int refusedBefore = callers.refusedCount();
                await(() -> callers.refusedCount() > refusedBefore + 100);
                assertThat(isOk(server.console("/readyz").toString())).isFalse();
                assertThat(isOk(server.page("/healthcheck").toString())).isTrue();
                postgres = postgres(port);
                int after = acknowledged.size();
                await(() -> acknowledged.size() >= after + 200);
                await(() -> isOk(server.console("/readyz").toString()));
            }
            callers.stop();
            assertThat(callers.unexpected()).isEmpty();
            assertThat(callers.lost()).isEmpty();
        } finally {
            postgres.close();
        }
    }

    private EmbeddedPostgres postgres(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    private static String address(EmbeddedPostgres postgres) {
        return "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/durability";
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /// One whose lower neighbour is free as well, for gRPC.
    private static int freePortPair() throws IOException {
        while (true) {
            int port = freePort();
            try (var _ = new ServerSocket(port - 1)) {
                return port;
            } catch (IOException _) {
                // In use; another one.
            }
        }
    }

    private static boolean isOk(String url) {
        try {
            var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(5000);
            connection.setReadTimeout(10_000);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException _) {
            return false;
        }
    }

    private void await(Process server, BooleanSupplier condition) {
        await(
                () -> {
                    assertThat(server.isAlive()).as(this::serverLog).isTrue();
                    return condition.getAsBoolean();
                });
    }

    private String serverLog() {
        try {
            return Files.readString(directory.resolve("server.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void await(BooleanSupplier condition) {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - endNs).as("ran out of time").isNegative();
            LockSupport.parkNanos(10_000_000);
        }
    }
}
