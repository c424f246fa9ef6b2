package io.kaosnet.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.kaosnet.core.session.Outbound;
import io.kaosnet.core.session.Session;
import io.kaosnet.protocol.api.Rpc;
import io.kaosnet.protocol.kaostalk.ClientFrames;
import io.kaosnet.protocol.kaostalk.FrameReader;
import io.kaosnet.protocol.kaostalk.FrameWriter;
import io.kaosnet.protocol.kaostalk.KaosTalk;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.protocol.realtime.Ping;
import io.kaosnet.rudp.CloseReason;
import io.kaosnet.rudp.ConnectToken;
import io.kaosnet.rudp.Connection;
import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.RudpClient;
import io.kaosnet.rudp.RudpConfig;
import io.kaosnet.rudp.io.DatagramBackend;
import io.kaosnet.rudp.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sessions over reliable UDP, from token to close, next to WebSocket sessions.
final class RudpTest {
    private static final long LIMIT_NS = 5_000_000_000L;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final GatewayFixture gateway = new GatewayFixture();

    @AfterEach
    void stop() {
        gateway.close();
    }

    /// A player over rUDP whose frames wait in a list. Owned by one test.
    private static final class Player implements ConnectionListener, AutoCloseable {
        private final RudpClient client;
        private final Deque<byte[]> frames = new ArrayDeque<>();

        Player(ConnectToken token) throws IOException {
            client =
                    new RudpClient(
                            RudpConfig.defaults(),
                            DatagramBackend.NIO.bind(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                    1 << 20),
                            this,
                            System::currentTimeMillis);
            client.connect(token, System.nanoTime());
            awaitState(RudpClient.State.CONNECTED);
        }

        @Override
        public boolean onMessage(
                Connection connection, int channel, byte[] buffer, int offset, int length) {
            frames.add(Arrays.copyOfRange(buffer, offset, offset + length));
            return true;
        }

        void awaitState(RudpClient.State state) {
            long endNs = System.nanoTime() + LIMIT_NS;
            while (client.state() != state && System.nanoTime() < endNs) {
                work();
            }
            assertThat(client.state()).isEqualTo(state);
        }

        private void work() {
            if (client.doWork(System.nanoTime()) == 0) {
                client.awaitReadable(2_000_000);
            }
        }

        Player send(int channel, byte[] frame) {
            Connection connection = client.connection();
            if (connection == null || !connection.offer(channel, frame)) {
                throw new AssertionError("cannot send: " + client.closeReason());
            }
            client.doWork(System.nanoTime());
            return this;
        }

        /// The next frame with this op; others are passed over.
        FrameReader await(int op) throws Exception {
            byte[] frame = awaitFrame(bytes -> KaosTalk.op(bytes, 0) == op);
            return new FrameReader(frame, 0, frame.length);
        }

        Envelope awaitEnvelope(Predicate<Envelope> wanted) throws Exception {
            while (true) {
                byte[] frame = awaitFrame(_ -> true);
                Envelope envelope = ClientFrames.read(frame, 0, frame.length);
                if (envelope != null && wanted.test(envelope)) {
                    return envelope;
                }
            }
        }

        private byte[] awaitFrame(Predicate<byte[]> wanted) {
            long endNs = System.nanoTime() + LIMIT_NS;
            while (System.nanoTime() < endNs) {
                byte[] frame = frames.poll();
                if (frame == null) {
                    work();
                } else if (wanted.test(frame)) {
                    return frame;
                }
            }
            throw new AssertionError("nothing came; closed: " + client.closeReason());
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    private HttpResponse<String> post(String user) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(gateway.uri("http", "/v2/rudp/token"))
                        .header("Authorization", "Bearer " + user)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private ConnectToken token(String user) throws Exception {
        JsonNode answer = new ObjectMapper().readTree(post(user).body());
        return ConnectToken.decode(Base64.getDecoder().decode(answer.get("token").asText()));
    }

    private Player player(String user) throws Exception {
        Player player = new Player(token(user));
        player.send(0, ClientFrames.sessionStart(true));
        FrameReader ack = player.await(KaosTalk.SESSION_ACK);
        assertThat(ack.u16()).isEqualTo(1);
        ack.id();
        ack.id();
        assertThat(ack.text8()).isEqualTo(user);
        return player;
    }

    private static byte[] join(long request, String matchId) {
        return new FrameWriter(KaosTalk.ROOM_JOIN)
                .u32(request)
                .u8(0)
                .text16(matchId)
                .u8(0)
                .toBytes();
    }

    @Test
    void aTokenNeedsASessionToken() throws Exception {
        assertThat(post("bad").statusCode()).isEqualTo(401);
        HttpResponse<String> good = post("ann");
        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(good.body()).contains("\"endpoints\":[\"127.0.0.1:");
    }

    @Test
    void aPlayerOverRudpIsASessionLikeAnyOther() throws Exception {
        try (Player ann = player("ann")) {
            assertThat(gateway.sessions.count()).isEqualTo(1);
            ann.send(
                    0,
                    ClientFrames.write(
                            Envelope.newBuilder()
                                    .setCid("7")
                                    .setPing(Ping.getDefaultInstance())
                                    .build()));
            assertThat(ann.awaitEnvelope(Envelope::hasPong).getCid()).isEqualTo("7");
        }
        long endNs = System.nanoTime() + LIMIT_NS;
        while (gateway.sessions.count() > 0 && System.nanoTime() < endNs) {
            Thread.onSpinWait();
        }
        assertThat(gateway.sessions.count()).isZero();
    }

    private static byte[] rpc(String cid, String id) {
        return ClientFrames.write(
                Envelope.newBuilder().setCid(cid).setRpc(Rpc.newBuilder().setId(id)).build());
    }

    @Test
    void whoReadsGetsAllAnswersThatAreReadyAtOnce() throws Exception {
        String large = "x".repeat(60_000);
        gateway.rpcs.register("Large", (_, _) -> large);
        try (Player ann = player("ann")) {
            for (int i = 0; i < 16; i++) {
                ann.send(0, rpc("c" + i, "large"));
            }
            for (int i = 0; i < 16; i++) {
                assertThat(ann.awaitEnvelope(Envelope::hasRpc).getRpc().getPayload())
                        .hasSize(large.length());
            }
        }
    }

    @Test
    void anAnswerTooLargeForAFrameIsAnErrorToItsRequest() throws Exception {
        gateway.rpcs.register("Huge", (_, _) -> "x".repeat(70_000));
        try (Player ann = player("ann")) {
            Envelope answer =
                    ann.send(0, rpc("12", "huge")).awaitEnvelope(e -> e.getCid().equals("12"));
            assertThat(answer.getError().getMessage()).isEqualTo("message too large for a frame");
        }
    }

    private Session sessionOf(String username) {
        for (Session session : gateway.sessions.all()) {
            if (session.username().equals(username)) {
                return session;
            }
        }
        throw new AssertionError("no session of " + username);
    }

    @Test
    void playersOfDifferentTransportsMeetInOneMatch() throws Exception {
        try (Player ann = player("ann");
                TestSocket bob = new TestSocket(gateway.uri("ws", "/ws?token=bob"));
                TestSocket cyd =
                        new TestSocket(gateway.uri("ws", "/ws?token=cyd&format=kaostalk"))) {
            ann.send(0, new FrameWriter(KaosTalk.ROOM_CREATE).u32(1).text8("").toBytes());
            FrameReader state = ann.await(KaosTalk.ROOM_STATE);
            assertThat(state.u32()).isEqualTo(1);
            String match = state.text8();

            bob.send("{\"cid\":\"1\",\"match_join\":{\"match_id\":\"" + match + "\"}}");
            bob.await("match");
            cyd.socket.sendBinary(java.nio.ByteBuffer.wrap(join(9, match)), true).join();
            ann.awaitEnvelope(
                    e ->
                            e.hasMatchPresenceEvent()
                                    && e.getMatchPresenceEvent()
                                            .getJoins(0)
                                            .getUsername()
                                            .equals("cyd"));

            bob.send(
                    "{\"match_data_send\":{\"match_id\":\""
                            + match
                            + "\",\"op_code\":\"5\",\"data\":\"aGk=\",\"reliable\":true}}");
            Envelope data = ann.awaitEnvelope(Envelope::hasMatchData);
            assertThat(data.getMatchData().getData().toStringUtf8()).isEqualTo("hi");
            assertThat(data.getMatchData().getOpCode()).isEqualTo(5);
            assertThat(data.getMatchData().getPresence().getSessionId())
                    .isEqualTo(sessionOf("bob").id().toString());

            // Unreliable, on the channel that may lose; loopback does not.
            byte[] state2 =
                    ClientFrames.write(
                            Envelope.newBuilder()
                                    .setMatchDataSend(
                                            MatchDataSend.newBuilder()
                                                    .setMatchId(match)
                                                    .setOpCode(-3)
                                                    .setData(ByteString.copyFromUtf8("fast")))
                                    .build());
            ann.send(4, state2);
            JsonNode got = bob.await("match_data");
            assertThat(got.at("/match_data/op_code").asText()).isEqualTo("-3");
            assertThat(got.at("/match_data/presence/username").asText()).isEqualTo("ann");
        }
    }

    @Test
    void aJoinThatAsksForItIsGivenAToken() throws Exception {
        try (TestSocket ann = new TestSocket(gateway.uri("ws", "/ws?token=ann"));
                TestSocket bob = new TestSocket(gateway.uri("ws", "/ws?token=bob"))) {
            ann.send("{\"cid\":\"1\",\"match_create\":{}}");
            String match = ann.await("match").at("/match/match_id").asText();
            bob.send(
                    "{\"cid\":\"1\",\"match_join\":{\"match_id\":\""
                            + match
                            + "\",\"metadata\":{\"rudp_token\":\"1\"}}}");
            JsonNode notification = bob.await("notifications").at("/notifications/notifications/0");
            assertThat(notification.get("code").asInt()).isEqualTo(-7350);
            JsonNode content = new ObjectMapper().readTree(notification.get("content").asText());
            assertThat(content.at("/endpoints/0").asText()).startsWith("127.0.0.1:");
            assertThat(content.get("expires_at").asLong()).isPositive();
            assertThat(bob.await("match").at("/match/match_id").asText()).isEqualTo(match);

            ConnectToken token =
                    ConnectToken.decode(Base64.getDecoder().decode(content.get("token").asText()));
            try (Player fast = new Player(token)) {
                fast.send(0, ClientFrames.sessionStart(true));
                fast.await(KaosTalk.SESSION_ACK);
                fast.send(0, joinAsking(2, match));
                // Who is on UDP already gets the answer alone.
                assertThat(fast.await(KaosTalk.ROOM_STATE).u32()).isEqualTo(2);
                assertThat(fast.frames)
                        .noneMatch(frame -> KaosTalk.op(frame, 0) == KaosTalk.ENVELOPE);
            }
        }
    }

    private static byte[] joinAsking(long request, String matchId) {
        return new FrameWriter(KaosTalk.ROOM_JOIN)
                .u32(request)
                .u8(0)
                .text16(matchId)
                .u8(1)
                .text8("rudp_token")
                .text16("1")
                .toBytes();
    }

    @Test
    void functionsAnswerInTheStyleTheyWereAskedIn() throws Exception {
        try (Player ann = player("ann")) {
            ann.send(
                    0,
                    new FrameWriter(KaosTalk.RPC)
                            .u32(42)
                            .text8("nobody_home")
                            .raw("x".getBytes(StandardCharsets.UTF_8))
                            .toBytes());
            FrameReader answer = ann.await(KaosTalk.RPC_RESPONSE);
            assertThat(answer.u32()).isEqualTo(42);
            assertThat(answer.u8()).as("success").isZero();
            assertThat(answer.restAsText()).contains("RPC function not found");
        }
    }

    @Test
    void aWebSocketIsATransportToo() throws Exception {
        try (TestSocket bob = new TestSocket(gateway.uri("ws", "/ws?token=bob"))) {
            bob.send("{\"cid\":\"1\",\"ping\":{}}");
            bob.await("pong");
            assertThat(gateway.webSockets.connectionCount()).isEqualTo(1);
            assertThat(gateway.rudp.connectionCount()).isZero();
            Outbound outbound = gateway.sessions.all().iterator().next().outbound();
            Transport transport = (Transport) outbound;
            assertThat(transport.isOpen()).isTrue();
            byte[] padded = "..{\"cid\":\"9\"}".getBytes(StandardCharsets.UTF_8);
            outbound.lane()
                    .execute(
                            () -> {
                                assertThat(transport.offer(3, padded, 2, padded.length - 2))
                                        .isTrue();
                                transport.close(4000, "enough");
                                assertThat(transport.isOpen()).isFalse();
                                assertThat(transport.offer(0, padded, 2, 4)).isFalse();
                            });
            assertThat(bob.await("cid").get("cid").asText()).isEqualTo("9");
            assertThat(bob.awaitClose()).isEqualTo(new TestSocket.Closed(4000, "enough"));
        }
    }

    @Test
    void heartbeatsComeBack() throws Exception {
        try (Player ann = player("ann")) {
            ann.send(0, new FrameWriter(KaosTalk.HEARTBEAT).u32(77).toBytes());
            assertThat(ann.await(KaosTalk.HEARTBEAT).u32()).isEqualTo(77);
        }
    }

    @Test
    void roomsAreListed() throws Exception {
        try (Player ann = player("ann")) {
            ann.send(0, new FrameWriter(KaosTalk.ROOM_LIST).u32(3).u8(10).toBytes());
            FrameReader list = ann.await(KaosTalk.ROOM_LIST);
            assertThat(list.u32()).isEqualTo(3);
            assertThat(list.u16()).isZero();
        }
    }

    @Test
    void malformedFramesGetAnErrorAndEndTheSession() throws Exception {
        try (Player ann = player("ann")) {
            ann.send(0, new byte[] {KaosTalk.ROOM_JOIN, 4, 0, 1, 2});
            assertThat(ann.await(KaosTalk.ERROR).u32()).isZero();
            ann.awaitState(RudpClient.State.CLOSED);
            CloseReason reason = ann.client.closeReason();
            assertThat(reason).isNotNull();
            assertThat(reason.text()).isEqualTo("malformed payload");
        }
    }

    @Test
    void theFirstFrameHasToStartTheSession() throws Exception {
        try (Player ann = new Player(token("ann"))) {
            ann.send(0, new FrameWriter(KaosTalk.HEARTBEAT).toBytes());
            FrameReader error = ann.await(KaosTalk.ERROR);
            error.u32();
            error.u16();
            assertThat(error.restAsText()).contains("SESSION_START first");
            ann.awaitState(RudpClient.State.CLOSED);
        }
    }

    @Test
    void aServerThatStopsSaysSo() throws Exception {
        try (Player ann = player("ann")) {
            gateway.sessions
                    .all()
                    .forEach(
                            session -> session.close(io.kaosnet.core.session.CloseReason.SHUTDOWN));
            ann.awaitState(RudpClient.State.CLOSED);
            CloseReason reason = ann.client.closeReason();
            assertThat(reason).isNotNull();
            assertThat(reason.text()).isEqualTo("server is shutting down");
        }
    }
}
