package io.kaosnet.systemtests;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.kaosnet.client.KaosClient;
import io.kaosnet.client.KaosSession;
import io.kaosnet.protocol.json.JsonFormatException;
import io.kaosnet.protocol.json.MessageJson;
import io.kaosnet.protocol.realtime.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A player that says over REST and the socket exactly what a test gives it, right or wrong, and
/// reads the socket in JSON or protobuf. Owned by the test's thread.
final class RawPlayer implements AutoCloseable, WebSocket.Listener {
    private static final long WAIT_MS = 10_000;
    private static final MessageJson JSON = MessageJson.socket();

    private final String base;
    private final boolean isProtobuf;
    private final KaosSession session;
    private final HttpClient http = HttpClient.newHttpClient();
    private final LinkedBlockingQueue<Envelope> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private WebSocket socket;

    RawPlayer(int port, String name) {
        this(port, name, "json");
    }

    /// Logs in and connects.
    ///
    /// @param format of the socket, json or protobuf
    RawPlayer(int port, String name, String format) {
        this.base = "http://127.0.0.1:" + port;
        this.isProtobuf = format.equals("protobuf");
        try (var client = new KaosClient(base, "defaultkey")) {
            session = client.authenticateDevice("device-of-" + name, name);
        }
        socket = connect();
    }

    private WebSocket connect() {
        return http.newWebSocketBuilder()
                .buildAsync(
                        URI.create(
                                base.replace("http", "ws")
                                        + "/ws?status=true&format="
                                        + (isProtobuf ? "protobuf" : "json")
                                        + "&token="
                                        + session.token()),
                        this)
                .join();
    }

    String userId() {
        return session.userId();
    }

    /// Drops the socket without a farewell; [#returnToSocket] opens another.
    void dropSocket() {
        socket.abort();
    }

    void returnToSocket() {
        socket = connect();
    }

    // ---- REST

    /// What the server says to a request, its body as text.
    HttpResponse<String> ask(String method, String path, @Nullable String body) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Authorization", "Bearer " + session.token())
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The answer as a message; fails for any other than 200.
    @SuppressWarnings("unchecked")
    <R extends Message> R call(String method, String path, @Nullable String body, R answer) {
        HttpResponse<String> got = ask(method, path, body);
        if (got.statusCode() != 200) {
            throw new AssertionError(method + " " + path + ": " + got.body());
        }
        Message.Builder into = answer.newBuilderForType();
        try {
            MessageJson.rest().merge(got.body().getBytes(StandardCharsets.UTF_8), into);
        } catch (JsonFormatException e) {
            throw new AssertionError(got.body(), e);
        }
        return (R) into.build();
    }

    /// The status and the gRPC code of an answer that refuses, `404/5`; of any other its text.
    String refusal(String method, String path, @Nullable String body) {
        HttpResponse<String> got = ask(method, path, body);
        var code = java.util.regex.Pattern.compile("\"code\":\\s*(\\d+)").matcher(got.body());
        return got.statusCode() + "/" + (code.find() ? code.group(1) : got.body());
    }

    // ---- socket

    void send(Envelope message) {
        if (isProtobuf) {
            socket.sendBinary(ByteBuffer.wrap(message.toByteArray()), true).join();
        } else {
            socket.sendText(JSON.toString(message), true).join();
        }
    }

    /// Sends a message and waits for its answer.
    Envelope request(Envelope message) {
        String cid = Long.toString(System.nanoTime());
        send(message.toBuilder().setCid(cid).build());
        return await("an answer", got -> got.getCid().equals(cid));
    }

    /// The next envelope of its kind; what came before it is passed over.
    Envelope await(Envelope.MessageCase kind) {
        return await(kind.toString(), got -> got.getMessageCase() == kind);
    }

    Envelope await(String what, Predicate<Envelope> wanted) {
        while (true) {
            Envelope next = next(what);
            if (wanted.test(next)) {
                return next;
            }
        }
    }

    /// Whatever comes next.
    Envelope next(String what) {
        try {
            Envelope next = received.poll(WAIT_MS, TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError("no " + what + " in " + WAIT_MS + " ms");
            }
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
        text.append(part);
        if (isLast) {
            Envelope.Builder envelope = Envelope.newBuilder();
            try {
                JSON.merge(text.toString().getBytes(StandardCharsets.UTF_8), envelope);
            } catch (JsonFormatException e) {
                throw new AssertionError(text.toString(), e);
            }
            text.setLength(0);
            received.add(envelope.build());
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean isLast) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        binary.writeBytes(bytes);
        if (isLast) {
            try {
                received.add(Envelope.parseFrom(binary.toByteArray()));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
    }
}
