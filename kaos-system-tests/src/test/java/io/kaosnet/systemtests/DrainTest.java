package io.kaosnet.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// A server that stops while requests are under way, on HTTP/1.1, on HTTP/2 with prior knowledge
/// and on a socket.
final class DrainTest {
    private static final String PATH = "/v2/rpc/slow?http_key=defaulthttpkey";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int GOAWAY = 7;

    /// Preface and an empty SETTINGS frame (RFC 9113, 3.4).
    private static final String HTTP2_START = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

    /// HEADERS with END_STREAM and END_HEADERS; the block names `GET`, `http` and the path by
    /// HPACK's static table (RFC 7541, appendix A).
    private static byte[] get(int stream, String path) {
        byte[] name = path.getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[9 + 4 + name.length];
        frame[2] = (byte) (4 + name.length);
        frame[3] = HEADERS;
        frame[4] = 5;
        frame[8] = (byte) stream;
        frame[9] = (byte) 0x82;
        frame[10] = (byte) 0x86;
        frame[11] = 4;
        frame[12] = (byte) name.length;
        System.arraycopy(name, 0, frame, 13, name.length);
        return frame;
    }

    /// What is in the frames of a type on a stream.
    private static String frames(String bytes, int type, int stream) {
        var found = new StringBuilder();
        int at = 0;
        while (at + 9 <= bytes.length()) {
            int length = bytes.charAt(at) << 16 | bytes.charAt(at + 1) << 8 | bytes.charAt(at + 2);
            if (bytes.charAt(at + 3) == type && bytes.charAt(at + 8) == stream) {
                found.append(bytes, at + 9, at + 9 + length);
            }
            at += 9 + length;
        }
        return found.toString();
    }

    @Test
    void requestsInFlightAreAnsweredAndSocketsToldWhy() throws Exception {
        var server = new ServerFixture("--shutdown_grace_sec=20");
        var entered = new CountDownLatch(2);
        var goOn = new CountDownLatch(1);
        server.server()
                .rpcs()
                .register(
                        "slow",
                        (_, _) -> {
                            entered.countDown();
                            await(goOn);
                            return "done";
                        });
        int port = server.port();
        var player = new Player(port, "a-player-that-stays");
        Thread stopping;
        try (RawClient one = new RawClient(port);
                RawClient two = new RawClient(port);
                RawClient idle = new RawClient(port);
                RawClient socket = new RawClient(port)) {
            socket.upgrade(player.session().token(), "json");
            one.send("GET " + PATH + " HTTP/1.1\r\nHost: x\r\n\r\n");
            two.send(HTTP2_START).send(get(1, "/healthcheck")).send(get(3, PATH));
            idle.send("GET /healthcheck HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(idle.readHead()).startsWith("HTTP/1.1 200");
            await(entered);
            stopping = Thread.ofPlatform().start(server::close);
            // Idle connections end at once, and nobody new gets in.
            assertThat(idle.readAll()).isEqualTo("{}");
            assertThatThrownBy(() -> new RawClient(port).close()).isInstanceOf(IOException.class);
            goOn.countDown();
            assertThat(one.readAll())
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("connection: close")
                    .endsWith("{\"payload\":\"done\"}");
            String answers = two.readAll();
            assertThat(frames(answers, HEADERS, 1)).startsWith("\u0088"); // :status 200
            assertThat(frames(answers, DATA, 1)).isEqualTo("{}");
            assertThat(frames(answers, HEADERS, 3)).startsWith("\u0088");
            assertThat(frames(answers, DATA, 3)).isEqualTo("{\"payload\":\"done\"}");
            assertThat(frames(answers, GOAWAY, 0)).isNotEmpty();
            assertThat(socket.readAll()).contains("shutting down");
        }
        stopping.join(30_000);
        assertThat(stopping.isAlive()).isFalse();
        player.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
