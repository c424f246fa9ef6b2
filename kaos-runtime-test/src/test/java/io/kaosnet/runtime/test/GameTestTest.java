package io.kaosnet.runtime.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaosnet.protocol.api.ListMatchesRequest;
import io.kaosnet.protocol.api.MatchList;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.runtime.JoinDecision;
import io.kaosnet.runtime.JoinRequest;
import io.kaosnet.runtime.KaosModule;
import io.kaosnet.runtime.MatchContext;
import io.kaosnet.runtime.MatchHandler;
import io.kaosnet.runtime.MatchInit;
import io.kaosnet.runtime.MatchMessage;
import io.kaosnet.runtime.MatchPresence;
import io.kaosnet.runtime.Registry;
import io.kaosnet.runtime.RuntimeContext;
import io.kaosnet.runtime.RuntimeError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GameTestTest {
    private static final List<String> SEEN = new ArrayList<>();

    /// A game with one of everything.
    private static final class Game implements KaosModule {
        @Override
        public void init(RuntimeContext context, Registry registry) {
            registry.match("room", Room::new);
            registry.rpc(
                    "create",
                    (call, payload) -> call.server().matches().create("room", Map.of("n", 1)));
            registry.rpc("ask", (call, payload) -> call.server().matches().signal(payload, "?"));
            registry.rpc(
                    "who", (call, _) -> call.call().username() + "@" + call.env().get("place"));
            registry.rpc(
                    "refuse",
                    (_, _) -> {
                        throw new RuntimeError(RuntimeError.FAILED_PRECONDITION, "not today");
                    });
            registry.before(
                    "ListMatches",
                    ListMatchesRequest.class,
                    (_, request) ->
                            request.getQuery().getValue().equals("secret")
                                    ? null
                                    : request.toBuilder()
                                            .setLimit(com.google.protobuf.Int32Value.of(5))
                                            .build());
            registry.after(
                    "ListMatches",
                    ListMatchesRequest.class,
                    MatchList.class,
                    (call, response, _) ->
                            SEEN.add(
                                    call.userId()
                                            + " "
                                            + Objects.requireNonNull(response).getMatchesCount()));
            registry.beforeRealtime(
                    "MatchJoin",
                    (_, message) ->
                            message.getMatchJoin().getMetadataMap().containsKey("cheat")
                                    ? null
                                    : message);
        }
    }

    /// Counts ticks and echoes; its state outlives restarts.
    private static final class Room implements MatchHandler {
        private int ticks;

        @Override
        public MatchInit init(MatchContext match, Map<String, Object> params) {
            return new MatchInit(10, "room " + params.get("n")).withHeldSeats();
        }

        @Override
        public JoinDecision joinAttempt(MatchContext match, JoinRequest request) {
            return request.presence().username().equals("eve")
                    ? JoinDecision.refuse("no eve")
                    : JoinDecision.ACCEPT;
        }

        @Override
        public void loop(MatchContext match, List<MatchMessage> messages) {
            ticks++;
            for (MatchMessage message : messages) {
                match.dispatcher()
                        .broadcast(message.opCode(), message.data(), null, message.sender(), true);
            }
        }

        @Override
        public void leave(MatchContext match, List<MatchPresence> presences) {
            match.dispatcher().broadcast(9, new byte[0]);
        }

        @Override
        public String signal(MatchContext match, String data) {
            return ticks + data + match.nowMs();
        }

        @Override
        public byte[] snapshot(MatchContext match) {
            return new byte[] {(byte) ticks};
        }

        @Override
        public MatchInit restore(MatchContext match, byte[] snapshot) {
            ticks = snapshot[0];
            return new MatchInit(10, "again").withHeldSeats();
        }
    }

    @Test
    void functionsSeeTheirCallerAndAnswerWithTheirErrors() {
        try (var game = GameTest.of(Map.of("place", "moon"), new Game())) {
            assertThat(game.player("ann").rpc("WHO", "")).isEqualTo("ann@moon");
            assertThat(game.rpc("who", "")).isEqualTo("@moon");
            assertThatThrownBy(() -> game.rpc("refuse", ""))
                    .isInstanceOfSatisfying(
                            RuntimeError.class,
                            e -> assertThat(e.code()).isEqualTo(RuntimeError.FAILED_PRECONDITION))
                    .hasMessage("not today");
            assertThatThrownBy(() -> game.rpc("none", "")).isInstanceOf(RuntimeError.class);
            Envelope answer =
                    game.player("ann")
                            .send(
                                    Envelope.newBuilder()
                                            .setRpc(Rpc.newBuilder().setId("who"))
                                            .build());
            assertThat(Objects.requireNonNull(answer).getRpc().getPayload()).isEqualTo("ann@moon");
        }
    }

    @Test
    void hooksChangeAndRefuse() {
        try (var game = GameTest.of(new Game())) {
            TestPlayer ann = game.player("ann");
            var request = ListMatchesRequest.getDefaultInstance();
            assertThat(Objects.requireNonNull(ann.before("ListMatches", request)).getLimit())
                    .isEqualTo(com.google.protobuf.Int32Value.of(5));
            var secret =
                    ListMatchesRequest.newBuilder()
                            .setQuery(com.google.protobuf.StringValue.of("secret"))
                            .build();
            assertThat(ann.before("ListMatches", secret)).isNull();
            ann.after("ListMatches", request, MatchList.getDefaultInstance());
            assertThat(SEEN).contains(ann.userId() + " 0");
            String room = game.rpc("create", "");
            assertThatThrownBy(() -> ann.join(room, Map.of("cheat", "yes")))
                    .hasMessageContaining("disabled");
        }
    }

    @Test
    void playersPlayWhileTheTimeIsMoved() {
        try (var game = GameTest.of(new Game())) {
            TestPlayer ann = game.player("ann");
            String room = ann.rpc("create", "");
            long startMs = game.nowMs();
            ann.join(room);
            assertThatThrownBy(() -> game.player("eve").join(room)).hasMessage("no eve");
            assertThatThrownBy(() -> ann.join("00000000-0000-0000-0000-000000000001.test"))
                    .isInstanceOfSatisfying(
                            RuntimeError.class,
                            e -> assertThat(e.code()).isEqualTo(RuntimeError.NOT_FOUND));
            ann.sendData(room, 3, "hello");
            assertThat(ann.matchData()).isEmpty();
            game.run(Duration.ofSeconds(1));
            assertThat(ann.matchData())
                    .extracting(data -> data.getOpCode() + data.getData().toStringUtf8())
                    .containsExactly("3hello");
            assertThat(ann.rpc("ask", room)).isEqualTo("10?" + (startMs + 1000));
            assertThat(game.signal(room, "!")).startsWith("10!");
            assertThat(Objects.requireNonNull(game.match(room)).size()).isEqualTo(1);
        }
    }

    @Test
    void droppedPlayersKeepTheirSeatsForTheirGrace() {
        try (var game = GameTest.of(new Game())) {
            TestPlayer ann = game.player("ann");
            TestPlayer bob = game.player("bob");
            String room = game.rpc("create", "");
            ann.join(room);
            bob.join(room);
            bob.drop();
            game.run(Duration.ofSeconds(9));
            assertThat(ann.matchData()).isEmpty();
            game.run(Duration.ofSeconds(2));
            assertThat(ann.matchData()).extracting(data -> data.getOpCode()).containsExactly(9L);
        }
    }

    @Test
    void matchesGoOnAfterARestart() {
        try (var game = GameTest.of(new Game())) {
            String room = game.rpc("create", "");
            game.player("ann").join(room);
            game.run(Duration.ofSeconds(1));
            game.restart();
            assertThat(Objects.requireNonNull(game.match(room)).label()).isEqualTo("again");
            assertThat(Objects.requireNonNull(game.match(room)).size()).isEqualTo(1);
            game.player("ann").join(room);
            game.run(Duration.ofMillis(500));
            assertThat(game.signal(room, ":")).startsWith("15:");
        }
    }
}
