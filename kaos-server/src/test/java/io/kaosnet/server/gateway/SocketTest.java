package io.kaosnet.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.kaosnet.core.limit.Rate;
import io.kaosnet.core.session.CloseReason;
import io.kaosnet.core.session.Session;
import io.kaosnet.core.session.Sessions;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchCreate;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.Pong;
import io.kaosnet.server.gateway.ws.WsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SocketTest {
    private final GatewayFixture server = new GatewayFixture();

    @AfterEach
    void stop() {
        server.close();
    }

    private TestSocket open(String token, String more) {
        return new TestSocket(server.uri("ws", "/ws?lang=en&token=" + token + more));
    }

    @Test
    void pingIsAnsweredWithTheSameCid() throws Exception {
        try (TestSocket socket = open("ann", "")) {
            socket.send("{\"cid\":\"7\",\"ping\":{}}");
            JsonNode pong = socket.await("pong");
            assertThat(pong.get("cid").asText()).isEqualTo("7");
        }
    }

    /// Whoever has seen the upgrade is there for everybody, and misses nothing from then on.
    @Test
    void sessionIsOpenBeforeTheUpgradeIsAnswered() throws Exception {
        var early = new AtomicInteger(-1);
        try (var raw = new Socket(server.address.getAddress(), server.address.getPort())) {
            raw.setSoTimeout(5000);
            server.sessions.listen(
                    new Sessions.Listener() {
                        @Override
                        public void onOpen(Session session) {
                            try {
                                early.compareAndSet(-1, raw.getInputStream().available());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                            session.send(
                                    Envelope.newBuilder()
                                            .setCid("first")
                                            .setPong(Pong.getDefaultInstance())
                                            .build());
                            if (session.username().equals("kicked")) {
                                session.close(CloseReason.KICKED);
                            }
                        }

                        @Override
                        public void onClose(Session session) {}
                    });
            raw.getOutputStream().write(upgrade("ann"));
            String received = readTo(raw, "\"pong\":{}}");
            assertThat(early).hasValue(0);
            assertThat(received).startsWith("HTTP/1.1 101").contains("\r\n\r\n\u0081");
            try (TestSocket kicked = open("kicked", "")) {
                assertThat(kicked.await("pong").get("cid").asText()).isEqualTo("first");
                assertThat(kicked.awaitClose().code()).isEqualTo(1000);
            }
        }
    }

    private static byte[] upgrade(String token) {
        return ("GET /ws?token="
                        + token
                        + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String readTo(Socket socket, String end) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("the end came after: %s", text).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void badTokenIsRefusedBeforeTheUpgrade() {
        assertThatThrownBy(() -> open("bad", ""))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
    }

    @Test
    void unknownFormatIsRefused() {
        assertThatThrownBy(() -> open("ann", "&format=xml"))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(400));
    }

    @Test
    void membersOfARelayedMatchHearEachOtherAndNotThemselves() throws Exception {
        try (TestSocket ann = open("ann", "");
                TestSocket bob = open("bob", "")) {
            ann.send("{\"cid\":\"1\",\"match_create\":{}}");
            JsonNode created = ann.await("match");
            String id = created.at("/match/match_id").asText();
            assertThat(id).endsWith(".");
            assertThat(created.at("/match/size").asInt()).isEqualTo(1);

            bob.send("{\"cid\":\"1\",\"match_join\":{\"match_id\":\"" + id + "\"}}");
            JsonNode joined = bob.await("match");
            assertThat(joined.at("/match/size").asInt()).isEqualTo(1);
            assertThat(joined.at("/match/presences/0/username").asText()).isEqualTo("ann");
            assertThat(joined.at("/match/self/username").asText()).isEqualTo("bob");
            JsonNode joins;
            do {
                joins = ann.await("match_presence_event");
            } while (!joins.at("/match_presence_event/joins/0/username").asText().equals("bob"));

            bob.send(
                    "{\"match_data_send\":{\"match_id\":\""
                            + id
                            + "\",\"op_code\":\"3\",\"data\":\"aGk=\",\"presences\":[]}}");
            JsonNode data = ann.await("match_data").get("match_data");
            assertThat(data.get("op_code").asText()).isEqualTo("3");
            assertThat(data.get("data").asText()).isEqualTo("aGk=");
            assertThat(data.at("/presence/username").asText()).isEqualTo("bob");

            bob.send("{\"cid\":\"2\",\"match_leave\":{\"match_id\":\"" + id + "\"}}");
            JsonNode leaves = ann.await("match_presence_event");
            assertThat(leaves.at("/match_presence_event/leaves/0/username").asText())
                    .isEqualTo("bob");
        }
    }

    @Test
    void jsonAndProtobufClientsMeetInOneMatch() throws Exception {
        try (TestSocket ann = open("ann", "&format=protobuf");
                TestSocket bob = open("bob", "")) {
            ann.send(
                    Envelope.newBuilder()
                            .setCid("1")
                            .setMatchCreate(MatchCreate.newBuilder().setName("lobby"))
                            .build());
            Envelope match = awaitProtobuf(ann, Envelope.MessageCase.MATCH);
            assertThat(match.getCid()).isEqualTo("1");
            String id = match.getMatch().getMatchId();
            bob.send("{\"match_join\":{\"match_id\":\"" + id + "\"}}");
            bob.await("match");
            ann.send(
                    Envelope.newBuilder()
                            .setMatchDataSend(
                                    MatchDataSend.newBuilder()
                                            .setMatchId(id)
                                            .setOpCode(9)
                                            .setData(ByteString.copyFromUtf8("x".repeat(300))))
                            .build());
            assertThat(bob.await("match_data").at("/match_data/op_code").asText()).isEqualTo("9");
        }
    }

    private static Envelope awaitProtobuf(TestSocket socket, Envelope.MessageCase message)
            throws InterruptedException {
        while (true) {
            if (socket.next() instanceof Envelope envelope
                    && envelope.getMessageCase() == message) {
                return envelope;
            }
        }
    }

    @Test
    void joiningAMatchThatIsNotThereIsError4() throws Exception {
        try (TestSocket ann = open("ann", "")) {
            ann.send(
                    "{\"cid\":\"1\",\"match_join\":{\"match_id\":"
                            + "\"00000000-0000-4000-8000-000000000000.\"}}");
            JsonNode error = ann.await("error");
            assertThat(error.get("cid").asText()).isEqualTo("1");
            assertThat(error.at("/error/code").asInt()).isEqualTo(4);
            ann.send("{\"cid\":\"2\",\"match_join\":{\"match_id\":\"nonsense\"}}");
            assertThat(ann.await("error").at("/error/code").asInt()).isEqualTo(3);
        }
    }

    @Test
    void undecodableFrameIsToldThenClosed() throws Exception {
        try (TestSocket ann = open("ann", "")) {
            ann.send("{\"cid\":");
            assertThat(ann.await("error").at("/error/code").asInt()).isEqualTo(3);
            assertThat(ann.awaitClose().code()).isEqualTo(1000);
        }
    }

    @Test
    void emptyEnvelopeAndServerMessagesAreToldThenClosed() throws Exception {
        try (TestSocket ann = open("ann", "");
                TestSocket bob = open("bob", "")) {
            ann.send("{\"cid\":\"5\"}");
            assertThat(ann.await("error").at("/error/code").asInt()).isEqualTo(2);
            assertThat(ann.awaitClose().code()).isEqualTo(1000);
            bob.send("{\"cid\":\"5\",\"match_data\":{}}");
            assertThat(bob.await("error").at("/error/code").asInt()).isEqualTo(1);
            assertThat(bob.awaitClose().code()).isEqualTo(1000);
        }
    }

    @Test
    void tooLargeMessageClosesWith1009() throws Exception {
        try (TestSocket ann = open("ann", "")) {
            ann.send("{\"status_update\":{\"status\":\"" + "x".repeat(5000) + "\"}}");
            assertThat(ann.awaitClose().code()).isEqualTo(1009);
        }
    }

    @Test
    void fragmentsMakeOneMessageUpToTheLimit() throws Exception {
        try (TestSocket ann = open("ann", "")) {
            ann.socket.sendText("{\"cid\":\"1\",", false).join();
            ann.socket.sendText("\"ping\":{}}", true).join();
            assertThat(ann.await("pong").get("cid").asText()).isEqualTo("1");
            ann.socket.sendText("x".repeat(3000), false).join();
            ann.socket.sendText("x".repeat(3000), true).join();
            assertThat(ann.awaitClose().code()).isEqualTo(1009);
        }
    }

    @Test
    void wrongFrameTypeCloses() throws Exception {
        try (TestSocket ann = open("ann", "&format=protobuf")) {
            ann.send("{\"ping\":{}}");
            assertThat(ann.awaitClose().code()).isEqualTo(1000);
        }
    }

    @Test
    void followersSeeStatusesComeAndGo() throws Exception {
        try (TestSocket ann = open("ann", "");
                TestSocket bob = open("bob", "&status=True")) {
            JsonNode own = bob.await("status_presence_event");
            String bobId = own.at("/status_presence_event/joins/0/user_id").asText();
            ann.send("{\"cid\":\"1\",\"status_follow\":{\"user_ids\":[\"" + bobId + "\"]}}");
            JsonNode status = ann.await("status");
            assertThat(status.at("/status/presences/0/username").asText()).isEqualTo("bob");
            bob.send("{\"cid\":\"1\",\"status_update\":{\"status\":\"busy\"}}");
            JsonNode changed = ann.await("status_presence_event").get("status_presence_event");
            assertThat(changed.at("/joins/0/status").asText()).isEqualTo("busy");
            assertThat(changed.at("/leaves/0/status").asText()).isEmpty();
            bob.send("{\"cid\":\"2\",\"status_update\":{}}");
            JsonNode gone = ann.await("status_presence_event").get("status_presence_event");
            assertThat(gone.at("/leaves/0/status").asText()).isEqualTo("busy");
            assertThat(gone.has("joins")).isFalse();
        }
    }

    @Test
    void blockingRpcKeepsTheOrderOfItsSocket() throws Exception {
        server.rpcs.register("Upper", (_, payload) -> payload.toUpperCase(java.util.Locale.ROOT));
        try (TestSocket ann = open("ann", "")) {
            for (int i = 0; i < 50; i++) {
                ann.send("{\"cid\":\"r" + i + "\",\"rpc\":{\"id\":\"upper\",\"payload\":\"p\"}}");
                ann.send("{\"cid\":\"p" + i + "\",\"ping\":{}}");
            }
            for (int i = 0; i < 50; i++) {
                JsonNode rpc = ann.await("rpc");
                assertThat(rpc.get("cid").asText()).isEqualTo("r" + i);
                assertThat(rpc.at("/rpc/payload").asText()).isEqualTo("P");
                assertThat(ann.await("pong").get("cid").asText()).isEqualTo("p" + i);
            }
        }
    }

    @Test
    void answersLargerThanWhatMayWaitReachWhoReads() throws Exception {
        String large = "x".repeat(700_000);
        server.rpcs.register("Large", (_, _) -> large);
        try (TestSocket ann = open("ann", "")) {
            for (int i = 0; i < 3; i++) {
                ann.send("{\"cid\":\"r" + i + "\",\"rpc\":{\"id\":\"large\"}}");
                assertThat(ann.await("rpc").at("/rpc/payload").asText()).isEqualTo(large);
            }
        }
    }

    @Test
    void floodIsToldThenClosed() throws Exception {
        var limited = new WsConfig(4096, 256 * 1024, 15_000, 25_000, 2000, new Rate(1, 5));
        try (var own = new GatewayFixture(limited);
                TestSocket ann = new TestSocket(own.uri("ws", "/ws?token=ann"))) {
            for (int i = 0; i < 110; i++) {
                ann.send("{\"cid\":\"" + i + "\",\"ping\":{}}");
            }
            for (int i = 0; i < 5; i++) {
                assertThat(ann.await("pong").get("cid").asText()).isEqualTo("" + i);
            }
            assertThat(ann.await("error").at("/error/message").asText())
                    .isEqualTo("rate limit exceeded");
            assertThat(ann.awaitClose().reason()).isEqualTo("rate limit exceeded");
        }
    }
}
