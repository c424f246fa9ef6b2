package io.kaosnet.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchData;
import io.kaosnet.protocol.realtime.MatchJoin;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.server.KaosServer;
import io.kaosnet.server.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A player whose network fails goes on where it was: another transport, a new token, the same
/// seat.
final class HeldSeatTest {
    private static final long LIMIT_NS = 40_000_000_000L;

    /// Sends on what it is told, and writes down who comes and goes.
    private static final class Table implements MatchHandler {
        private final ConcurrentLinkedQueue<String> events;

        Table(ConcurrentLinkedQueue<String> events) {
            this.events = events;
        }

        @Override
        public MatchInit init(MatchContext match, Map<String, Object> params) {
            return new MatchInit(10, "table", 60_000);
        }

        @Override
        public void join(MatchContext match, List<MatchPresence> presences) {
            presences.forEach(presence -> events.add("join " + presence.username()));
        }

        @Override
        public void leave(MatchContext match, List<MatchPresence> presences) {
            presences.forEach(presence -> events.add("leave " + presence.username()));
        }

        @Override
        public void loop(MatchContext match, List<MatchMessage> messages) {
            for (MatchMessage message : messages) {
                match.dispatcher().broadcast(message.opCode(), message.data());
            }
        }
    }

    /// What one player heard; joins the match whenever its socket opens. Owned by one test.
    private static final class Ears implements SocketListener {
        private final List<String> opened = new ArrayList<>();
        private final List<String> closed = new ArrayList<>();
        private final List<Long> heard = new ArrayList<>();
        private int joined;

        @Override
        public void onOpen(String transport) {
            opened.add(transport);
        }

        @Override
        public void onMatchData(MatchData data) {
            heard.add(data.getOpCode());
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
                LockSupport.parkNanos(500_000);
            }
        }
        return false;
    }

    private static void join(KaosSocket socket, String match, Ears ears) {
        socket.request(
                Envelope.newBuilder()
                        .setMatchJoin(MatchJoin.newBuilder().setMatchId(match))
                        .build(),
                answer -> ears.joined += answer.hasMatch() ? 1 : 0);
    }

    @Test
    void whoseUdpIsCutGoesOnOverWebSocketAndMissesNothing(@TempDir Path dataDir) {
        ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
        try (CuttableRelay relay = new CuttableRelay();
                KaosServer server =
                        KaosServer.start(
                                Settings.load(
                                        List.of(
                                                "--socket.port",
                                                "0",
                                                "--console.port",
                                                "0",
                                                "--data_dir",
                                                dataDir.toString(),
                                                "--database.address",
                                                ":memory:",
                                                "--rudp.idle_timeout_ms",
                                                "2000",
                                                "--rudp.public_endpoints",
                                                relay.endpoint(),
                                                // So short that every new connection needs another.
                                                "--session.token_expiry_sec",
                                                "30"),
                                        Map.of()),
                                Map.of("table", () -> new Table(events)));
                KaosClient client =
                        new KaosClient(
                                "http://127.0.0.1:" + server.addresses().http().getPort(),
                                "defaultkey")) {
            relay.connectTo(server.addresses().rudpPort());
            String match = server.createMatch("table", Map.of());
            KaosSession first = client.authenticateDevice("device-of-ann", "ann");
            Ears annHears = new Ears();
            Ears bobHears = new Ears();
            try (KaosSocket ann =
                            new KaosSocket(client, first, KaosSocket.Via.BEST, true, annHears);
                    KaosSocket bob =
                            new KaosSocket(
                                    client,
                                    client.authenticateDevice("device-of-bob", "bob"),
                                    KaosSocket.Via.WEBSOCKET,
                                    true,
                                    bobHears)) {
                assertThat(poll(() -> ann.isOpen() && bob.isOpen(), ann, bob)).isTrue();
                assertThat(annHears.opened).containsExactly("rudp");
                String secondToken = ann.session().token();
                assertThat(secondToken)
                        .as("refreshed before it runs out")
                        .isNotEqualTo(first.token());
                join(ann, match, annHears);
                join(bob, match, bobHears);
                assertThat(poll(() -> annHears.joined + bobHears.joined == 2, ann, bob)).isTrue();
                bob.sendMatchData(match, 1, new byte[1], true);
                assertThat(poll(() -> annHears.heard.contains(1L), ann, bob)).isTrue();

                relay.setCut(true);
                bob.sendMatchData(match, 2, new byte[1], true);
                assertThat(poll(() -> annHears.opened.size() == 2, ann, bob)).isTrue();
                assertThat(annHears.opened).containsExactly("rudp", "websocket");
                assertThat(annHears.closed).hasSize(1);
                assertThat(ann.session().token()).isNotEqualTo(secondToken);
                bob.sendMatchData(match, 3, new byte[1], true);
                assertThat(poll(() -> bobHears.heard.contains(3L), ann, bob)).isTrue();

                join(ann, match, annHears);
                assertThat(poll(() -> annHears.joined == 2, ann, bob)).isTrue();
                bob.sendMatchData(match, 4, new byte[1], true);
                assertThat(poll(() -> annHears.heard.contains(4L), ann, bob)).isTrue();
                // What was said in between was kept for the seat: nothing is missed.
                assertThat(annHears.heard).contains(1L, 3L, 4L);
                assertThat(events).containsExactlyInAnyOrder("join ann", "join bob");
            }
        }
    }
}
