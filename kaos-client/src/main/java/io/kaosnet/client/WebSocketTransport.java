package io.kaosnet.client;

import io.kaosnet.rudp.transport.ClientTransport;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A WebSocket with binary messages as a client transport. Owned by the thread that polls it; the
/// JDK's threads only fill its queue.
///
/// The queue is bounded by the JDK's own flow control: a message is asked for when one was taken.
final class WebSocketTransport implements ClientTransport {
    private static final int MAX_PENDING_SENDS = 1024;
    private static final int READ_AHEAD = 256;

    private final MessageReceiver receiver;
    private final ConcurrentLinkedQueue<byte[]> inbound = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pendingSends = new AtomicInteger();
    private volatile State state = State.CONNECTING;
    private volatile String closeText = "";
    private volatile @Nullable WebSocket socket;
    private CompletionStage<?> lastSend =
            java.util.concurrent.CompletableFuture.completedStage(null);
    private byte @Nullable [] refused;

    WebSocketTransport(HttpClient http, URI uri, MessageReceiver receiver) {
        this.receiver = receiver;
        http.newWebSocketBuilder()
                .buildAsync(uri, new Listener())
                .whenComplete(
                        (opened, failure) -> {
                            if (failure != null) {
                                fail(KaosException.reason(failure));
                            } else if (state == State.CLOSED) {
                                opened.abort();
                            } else {
                                socket = opened;
                                state = State.OPEN;
                            }
                        });
    }

    private void fail(String text) {
        closeText = text;
        state = State.CLOSED;
    }

    /// Collects fragments and fills the queue. Called by one thread of the JDK at a time.
    private final class Listener implements WebSocket.Listener {
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

        @Override
        public void onOpen(WebSocket opened) {
            opened.request(READ_AHEAD);
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket from, ByteBuffer data, boolean isLast) {
            if (state == State.CLOSED) {
                return null;
            }
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            partial.writeBytes(bytes);
            if (isLast) {
                inbound.add(partial.toByteArray());
                partial.reset();
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            fail(reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            fail(KaosException.reason(error));
        }
    }

    @Override
    public int poll(long nowNs) {
        int work = 0;
        WebSocket current = socket;
        while (current != null) {
            byte[] message = refused == null ? inbound.poll() : refused;
            refused = null;
            if (message == null) {
                break;
            }
            if (!receiver.onMessage(this, 0, message, 0, message.length)) {
                refused = message;
                break;
            }
            current.request(1);
            work++;
        }
        return work;
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public boolean offer(int channel, byte[] buffer, int offset, int length) {
        WebSocket current = socket;
        if (current == null || state != State.OPEN || pendingSends.get() >= MAX_PENDING_SENDS) {
            return false;
        }
        ByteBuffer copy =
                ByteBuffer.wrap(java.util.Arrays.copyOfRange(buffer, offset, offset + length));
        pendingSends.incrementAndGet();
        // The JDK allows one send at a time: each starts when the one before is done.
        lastSend =
                lastSend.handle((_, _) -> current.sendBinary(copy, true))
                        .thenCompose(send -> send)
                        .whenComplete(
                                (_, failure) -> {
                                    pendingSends.decrementAndGet();
                                    if (failure != null) {
                                        fail(KaosException.reason(failure));
                                    }
                                });
        return true;
    }

    @Override
    public void close(int code, String text) {
        WebSocket current = socket;
        boolean wasOpen = state == State.OPEN;
        fail(text);
        if (current != null && wasOpen) {
            lastSend = lastSend.handle((_, _) -> current.sendClose(WebSocket.NORMAL_CLOSURE, text));
            // Nobody polls any more: what is still on its way has to pass for the server's close
            // frame to be seen.
            inbound.clear();
            current.request(Integer.MAX_VALUE);
        }
    }

    @Override
    public String closeText() {
        return closeText;
    }

    @Override
    public String name() {
        return "websocket";
    }

    @Override
    public void close() {
        close(0, "");
    }
}
