package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.Error;
import io.kaosnet.server.Main;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed without notice while real clients play a match in Lua.
final class MatchKillTest {
    private static final long LIMIT_NS = 60_000_000_000L;
    private static final int ROUNDS = 3;
    private static final int ENTRIES = 60;

    /// Below what a match takes in between two ticks.
    private static final int UNDER_WAY = 60;

    @TempDir private Path directory;

    @Test
    void whatAMatchAcknowledgedStaysAndPlayersPlayOnInANewOne() throws Exception {
        int port = freePortPair();
        List<String> annKeys = new ArrayList<>();
        List<String> bobKeys = new ArrayList<>();
        String before = "";
        for (int round = 0; round <= ROUNDS; round++) {
            Process server = start(port);
            try (var ann = new Player(port, "device-of-ann");
                    var bob = new Player(port, "device-of-bob")) {
                assertThat(count(ann, annKeys)).isEqualTo(annKeys.size());
                assertThat(count(bob, bobKeys)).isEqualTo(bobKeys.size());
                if (!before.isEmpty()) {
                    assertThat(ann.join(before, Map.of()).getError().getCode())
                            .as("matches end with a server that is killed")
                            .isEqualTo(Error.Code.MATCH_NOT_FOUND.getNumber());
                }
                String match = rpc(ann, "new_ledger", "");
                assertThat(ann.join(match, Map.of()).hasError()).isFalse();
                assertThat(bob.join(match, Map.of()).getMatch().getSize()).isEqualTo(1);
                play(ann, bob, match, "round" + round, annKeys, bobKeys);
                before = match;
                server.destroyForcibly().waitFor();
                ann.await("the end", () -> !ann.socket().isOpen());
                bob.await("the end", () -> !bob.socket().isOpen());
                // What arrived before the end counts as well.
                annKeys.addAll(ann.matchData());
                bobKeys.addAll(bob.matchData());
            } finally {
                server.destroyForcibly().waitFor();
            }
        }
        assertThat(annKeys).hasSizeGreaterThan(ROUNDS * ENTRIES / 4);
        assertThat(bobKeys).hasSizeGreaterThan(ROUNDS * ENTRIES / 4);
    }

    /// Both send without waiting, until enough has been acknowledged; more is under way then.
    private static void play(
            Player ann,
            Player bob,
            String match,
            String prefix,
            List<String> annKeys,
            List<String> bobKeys) {
        int before = annKeys.size() + bobKeys.size();
        int[] sent = {0};
        ann.await(
                "acknowledged entries",
                () -> {
                    int acknowledged = annKeys.size() + bobKeys.size() - before;
                    if (sent[0] - acknowledged < UNDER_WAY) {
                        byte[] key = (prefix + "-" + sent[0]).getBytes(StandardCharsets.UTF_8);
                        ann.socket().sendMatchData(match, 1, key, true);
                        bob.socket().sendMatchData(match, 1, key, true);
                        sent[0] += 2;
                    }
                    bob.socket().poll(System.nanoTime());
                    annKeys.addAll(ann.matchData());
                    bobKeys.addAll(bob.matchData());
                    return acknowledged >= ENTRIES;
                });
    }

    private static int count(Player player, List<String> keys) {
        int found = 0;
        for (int from = 0; from < keys.size(); from += 100) {
            List<String> some = keys.subList(from, Math.min(keys.size(), from + 100));
            found +=
                    Integer.parseInt(
                            rpc(
                                    player,
                                    "ledger_count",
                                    "[\"" + String.join("\",\"", some) + "\"]"));
        }
        return found;
    }

    private static String rpc(Player player, String id, String payload) {
        Envelope.Builder request = Envelope.newBuilder();
        request.getRpcBuilder().setId(id).setPayload(payload);
        return player.request(request.build()).getRpc().getPayload();
    }

    /// The server as a process of its own, once it answers.
    private Process start(int port) throws Exception {
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
                                "--runtime.path=" + Path.of("src/test/lua-kill").toAbsolutePath(),
                                "--data_dir=" + directory.resolve("data"))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("server.log").toFile())
                        .start();
        long deadlineNs = System.nanoTime() + LIMIT_NS;
        while (!isHealthy(port)) {
            assertThat(server.isAlive()).as("the server starts").isTrue();
            assertThat(System.nanoTime()).as("waiting for the server").isLessThan(deadlineNs);
            LockSupport.parkNanos(5_000_000);
        }
        return server;
    }

    private static boolean isHealthy(int port) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + "/healthcheck");
            return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode() == 200;
        } catch (IOException _) {
            // Not listening yet.
            return false;
        }
    }

    /// One whose lower neighbour is free as well, for gRPC.
    private static int freePortPair() throws IOException {
        while (true) {
            try (var free = new ServerSocket(0);
                    var below = new ServerSocket(free.getLocalPort() - 1)) {
                assertThat(below.isBound()).isTrue();
                return free.getLocalPort();
            } catch (IOException _) {
                // In use; another one.
            }
        }
    }
}
