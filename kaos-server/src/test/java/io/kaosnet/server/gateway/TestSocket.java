package io.kaosnet.server.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaosnet.protocol.realtime.Envelope;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client's socket that collects what arrives, closes included.
final class TestSocket implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final long LIMIT_MS = 5000;

    private final LinkedBlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final java.io.ByteArrayOutputStream binary = new java.io.ByteArrayOutputStream();
    final WebSocket socket;

    record Closed(int code, String reason) {}

    TestSocket(URI uri) {
        socket = CLIENT.newWebSocketBuilder().buildAsync(uri, this).join();
    }

    TestSocket send(String json) {
        socket.sendText(json, true).join();
        return this;
    }

    TestSocket send(Envelope envelope) {
        socket.sendBinary(ByteBuffer.wrap(envelope.toByteArray()), true).join();
        return this;
    }

    /// The next thing that arrives.
    Object next() throws InterruptedException {
        Object next = received.poll(LIMIT_MS, TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("nothing arrived in " + LIMIT_MS + " ms");
        }
        return next;
    }

    /// The next envelope that carries the given message; others are passed over.
    JsonNode await(String message) throws Exception {
        while (true) {
            Object next = next();
            if (!(next instanceof String json)) {
                throw new AssertionError("expected " + message + ", got " + next);
            }
            JsonNode envelope = JSON.readTree(json);
            if (envelope.has(message)) {
                return envelope;
            }
        }
    }

    Closed awaitClose() throws InterruptedException {
        while (true) {
            if (next() instanceof Closed closed) {
                return closed;
            }
        }
    }

    boolean isQuiet() {
        return received.isEmpty();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            received.add(text.toString());
            text.setLength(0);
        }
        webSocket.request(1);
        return java.util.concurrent.CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            try {
                received.add(Envelope.parseFrom(binary.toByteArray()));
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                received.add(e);
            }
            binary.reset();
        }
        webSocket.request(1);
        return java.util.concurrent.CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        received.add(new Closed(statusCode, reason));
        return java.util.concurrent.CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        received.add(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
