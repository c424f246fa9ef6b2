package io.kaosnet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchCreate;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchJoin;
import io.kaosnet.server.KaosServer;
import io.kaosnet.server.config.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The client against a whole server: REST, rUDP, WebSocket, fallback, reconnect.
final class KaosSocketTest {
    private static final long LIMIT_NS = 10_000_000_000L;

    private final Path dataDir;
    private KaosServer server;
    private KaosClient client;

    KaosSocketTest(@TempDir Path first) {
        dataDir = first;
        server = start();
        client = client();
    }

    @BeforeEach
    void isUp() {
        assertThat(server.isReady()).isTrue();
    }

    private KaosServer start(String... flags) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--socket.port",
                                "0",
                                "--console.port",
                                "0",
                                "--data_dir",
                                dataDir.toString(),
                                "--database.address",
                                ":memory:"));
        all.addAll(List.of(flags));
        return KaosServer.start(Settings.load(all, Map.of()));
    }

    private KaosClient client() {
        return new KaosClient(
                "http://127.0.0.1:" + server.addresses().http().getPort(), "defaultkey");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /// What one player heard. Owned by one test.
    private static final class Ears implements SocketListener {
        private final List<String> opened = new ArrayList<>();
        private final List<MatchData> data = new ArrayList<>();
        private final List<String> closed = new ArrayList<>();
        private final List<String> failed = new ArrayList<>();

        @Override
        public void onConnectFailed(String reason) {
            failed.add(reason);
        }

        @Override
        public void onOpen(String transport) {
            opened.add(transport);
        }

        @Override
        public void onMatchData(MatchData value) {
            data.add(value);
        }

        @Override
        public void onClose(String reason, boolean willReconnect) {
            closed.add(reason);
        }
    }

    private static boolean poll(BooleanSupplier condition, KaosSocket... sockets) {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (System.nanoTime() < endNs) {
            int work = 0;
            for (KaosSocket socket : sockets) {
                work += socket.poll(System.nanoTime());
            }
            if (condition.getAsBoolean()) {
                return true;
            }
            if (work == 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(500_000);
            }
        }
        return false;
    }

    private KaosSession login(String name) {
        return client.authenticateDevice("device-of-" + name, name);
    }

    @Test
    void callsGoOverRest() {
        KaosSession ann = login("ann");
        assertThat(ann.created()).isTrue();
        assertThat(ann.username()).isEqualTo("ann");
        assertThat(client.account(ann).getUser().getId()).isEqualTo(ann.userId());
        KaosSession again = client.refresh(ann);
        assertThat(again.userId()).isEqualTo(ann.userId());
        assertThat(client.fresh(ann)).isSameAs(ann);
        assertThatThrownBy(() -> client.rpc(ann, "nobody_home", "{}"))
                .isInstanceOfSatisfying(
                        KaosException.class, e -> assertThat(e.httpStatus()).isEqualTo(404));
        assertThat(ann.toString()).doesNotContain(ann.token());
    }

    @ParameterizedTest
    @EnumSource(KaosSocket.Via.class)
    void playersMeetInAMatchOverEveryTransport(KaosSocket.Via via) {
        Ears annHears = new Ears();
        Ears bobHears = new Ears();
        try (KaosSocket ann = new KaosSocket(client, login("ann"), via, true, annHears);
                KaosSocket bob =
                        new KaosSocket(client, login("bob"), KaosSocket.Via.BEST, true, bobHears)) {
            assertThat(poll(() -> ann.isOpen() && bob.isOpen(), ann, bob)).isTrue();
            assertThat(annHears.opened)
                    .containsExactly(via == KaosSocket.Via.WEBSOCKET ? "websocket" : "rudp");
            List<Envelope> answers = new ArrayList<>();
            ann.request(
                    Envelope.newBuilder().setMatchCreate(MatchCreate.getDefaultInstance()).build(),
                    answers::add);
            assertThat(poll(() -> answers.size() == 1, ann, bob)).isTrue();
            String match = answers.getFirst().getMatch().getMatchId();
            bob.request(
                    Envelope.newBuilder()
                            .setMatchJoin(MatchJoin.newBuilder().setMatchId(match))
                            .build(),
                    answers::add);
            assertThat(poll(() -> answers.size() == 2, ann, bob)).isTrue();
            byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
            assertThat(bob.sendMatchData(match, 1, hello, true)).isTrue();
            assertThat(bob.sendMatchData(match, 2, hello, false)).isTrue();
            assertThat(poll(() -> annHears.data.size() == 2, ann, bob)).isTrue();
            assertThat(annHears.data.getFirst().getData().toStringUtf8()).isEqualTo("hello");
            assertThat(annHears.data.getFirst().getPresence().getSessionId()).isNotEmpty();
            assertThat(poll(() -> ann.rttNs() > 0, ann, bob)).isTrue();
        }
        assertThat(annHears.closed).containsExactly("closed by the game");
    }

    @Test
    void withoutUdpTheSocketFallsBackToWebSocket() {
        server.close();
        server = start("--rudp.enabled", "false");
        client.close();
        client = client();
        Ears ears = new Ears();
        try (KaosSocket ann =
                new KaosSocket(client, login("ann"), KaosSocket.Via.BEST, false, ears)) {
            assertThat(poll(ann::isOpen, ann)).isTrue();
            assertThat(ears.opened).containsExactly("websocket");
            assertThat(ann.statistics()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KaosSocket.Via.class,
            names = {"RUDP", "WEBSOCKET"})
    void aSocketThatTheServerClosesComesBack(KaosSocket.Via via) {
        Ears ears = new Ears();
        KaosSession session = login("ann");
        try (KaosSocket ann = new KaosSocket(client, session, via, false, ears)) {
            assertThat(poll(ann::isOpen, ann)).isTrue();
            // Malformed: the server ends the session.
            ann.send(Envelope.newBuilder().build());
            assertThat(poll(() -> ears.closed.size() == 1, ann)).isTrue();
            assertThat(poll(() -> ears.opened.size() == 2, ann)).isTrue();
        }
    }

    @Test
    void aCallThatDoesNotReachTheServerSaysWhere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String base = "http://127.0.0.1:" + port;
        try (KaosClient lost = new KaosClient(base, "defaultkey")) {
            assertThatThrownBy(() -> lost.authenticateDevice("device-of-ann", "ann"))
                    .isInstanceOfSatisfying(
                            KaosException.class, e -> assertThat(e.code()).isEqualTo(14))
                    .hasMessageContaining(base + "/v2/account/authenticate/device")
                    .hasMessageEndingWith(": nothing listens there");
        }
    }

    @ParameterizedTest
    @EnumSource(KaosSocket.Via.class)
    void whyASocketDoesNotOpenIsTold(KaosSocket.Via via) {
        Ears ears = new Ears();
        KaosSession nobody = new KaosSession("no.token.atall", "", false);
        try (KaosSocket ann = new KaosSocket(client, nobody, via, false, ears)) {
            assertThat(poll(() -> ears.failed.size() == 2, ann)).isTrue();
            assertThat(ears.failed)
                    .first()
                    .asString()
                    .contains(
                            via == KaosSocket.Via.WEBSOCKET
                                    ? "refused the socket: HTTP 401"
                                    : "token");
            assertThat(ann.isOpen()).isFalse();
        }
        assertThat(ears.closed).isEmpty();
    }

    @Test
    void aServerThatFallsSilentIsNoticed() throws IOException {
        Ears ears = new Ears();
        KaosSession session = new KaosSession("any.token.will", "", false);
        try (SilentServer silent = new SilentServer();
                KaosClient quiet = new KaosClient(silent.base(), "defaultkey");
                KaosSocket ann =
                        new KaosSocket(quiet, session, KaosSocket.Via.WEBSOCKET, false, ears)) {
            assertThat(poll(silent::hasHeard, ann)).isTrue();
            long nowNs = System.nanoTime();
            ann.poll(nowNs + 5_000_000_000L);
            assertThat(ears.failed).isEmpty();
            ann.poll(nowNs + 11_000_000_000L);
            assertThat(ears.failed).containsExactly("the server is silent");
        }
    }
}
