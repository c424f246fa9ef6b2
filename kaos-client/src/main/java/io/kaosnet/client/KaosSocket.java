package io.kaosnet.client;

import io.kaosnet.protocol.kaosnet.RudpToken;
import io.kaosnet.protocol.kaostalk.ClientFrames;
import io.kaosnet.protocol.kaostalk.FrameReader;
import io.kaosnet.protocol.kaostalk.FrameWriter;
import io.kaosnet.protocol.kaostalk.KaosTalk;
import io.kaosnet.protocol.kaostalk.KaosTalkException;
import io.kaosnet.protocol.realtime.Envelope;
import io.kaosnet.protocol.realtime.MatchDataSend;
import io.kaosnet.rudp.CloseReason;
import io.kaosnet.rudp.ConnectToken;
import io.kaosnet.rudp.Connection;
import io.kaosnet.rudp.ConnectionStatistics;
import io.kaosnet.rudp.RudpConfig;
import io.kaosnet.rudp.io.DatagramBackend;
import io.kaosnet.rudp.transport.ClientTransport;
import io.kaosnet.rudp.transport.RudpTransport;
import io.kaosnet.rudp.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Realtime for one player: tries reliable UDP, falls back to WebSocket, reconnects, refreshes the
/// session. Owned by the thread that calls [#poll]; a game calls it once per frame.
public final class KaosSocket implements AutoCloseable {
    /// Which ways may be tried.
    public enum Via {
        /// Reliable UDP first, then WebSocket.
        BEST,
        /// Only reliable UDP.
        RUDP,
        /// Only WebSocket.
        WEBSOCKET
    }

    private static final int CHANNEL_RELIABLE = 0;
    private static final int CHANNEL_UNRELIABLE = 4;
    private static final int MAX_DATAGRAM_WAIT = 1 << 20;
    private static final long FALLBACK_NS = 3_000_000_000L;
    private static final long OPEN_NS = 10_000_000_000L;
    private static final long HEARTBEAT_NS = 2_000_000_000L;
    private static final long SILENCE_NS = 10_000_000_000L;
    private static final long FIRST_RETRY_NS = 500_000_000L;
    private static final long MAX_RETRY_NS = 8_000_000_000L;

    private final KaosClient client;
    private final Via via;
    private final boolean appearOnline;
    private final SocketListener listener;
    private final Map<String, Consumer<Envelope>> requests = new HashMap<>();
    private final AtomicReference<@Nullable Prepared> prepared = new AtomicReference<>();
    private KaosSession session;
    private @Nullable ClientTransport transport;
    private boolean isPreparing;
    private boolean isOpen;
    private boolean isClosed;
    private boolean triesWebSocket;
    private long startedNs;
    private long retryAtNs;
    private long retryNs = FIRST_RETRY_NS;
    private long lastHeartbeatNs;
    private boolean isAwaiting;
    private long awaitingSinceNs;
    private long rttNs;
    private long nextCid = 1;

    /// What a virtual thread found out for the next attempt. Immutable.
    private record Prepared(KaosSession session, @Nullable RudpToken token, String failure) {}

    /// Starts to connect with the first [#poll].
    public KaosSocket(
            KaosClient client,
            KaosSession session,
            Via via,
            boolean appearOnline,
            SocketListener listener) {
        this.client = client;
        this.session = session;
        this.via = via;
        this.appearOnline = appearOnline;
        this.listener = listener;
        this.triesWebSocket = via == Via.WEBSOCKET;
    }

    /// Receives, answers, sends, reconnects. Never blocks.
    ///
    /// @return how much was done; 0 means idle
    public int poll(long nowNs) {
        if (isClosed) {
            return 0;
        }
        ClientTransport current = transport;
        if (current == null) {
            prepare(nowNs);
            return 0;
        }
        int work = current.poll(nowNs);
        switch (current.state()) {
            case CONNECTING -> {
                long limitNs = triesWebSocket ? OPEN_NS : FALLBACK_NS;
                if (nowNs - startedNs > limitNs) {
                    lose("no answer over " + current.name(), nowNs);
                }
            }
            case OPEN -> beat(current, nowNs);
            case CLOSED -> lose(current.closeText(), nowNs);
        }
        return work;
    }

    /// True when messages travel.
    public boolean isOpen() {
        return isOpen;
    }

    /// The session with its newest tokens.
    public KaosSession session() {
        return session;
    }

    /// What carries the messages, or empty.
    public String transportName() {
        ClientTransport current = transport;
        return current == null || !isOpen ? "" : current.name();
    }

    /// Round trip to the server as last measured.
    public long rttNs() {
        return rttNs;
    }

    /// Numbers of the reliable UDP connection, or null over WebSocket.
    public @Nullable ConnectionStatistics statistics() {
        Connection connection = transport instanceof RudpTransport rudp ? rudp.connection() : null;
        return connection == null ? null : connection.statistics();
    }

    /// Sends something that has no answer.
    ///
    /// @return false when it cannot be sent now
    public boolean send(Envelope envelope) {
        return offer(CHANNEL_RELIABLE, ClientFrames.write(envelope));
    }

    /// Sends a request; the answer (or an error envelope) comes in a later [#poll].
    public boolean request(Envelope envelope, Consumer<Envelope> answer) {
        String cid = Long.toString(nextCid++);
        Envelope numbered = envelope.toBuilder().setCid(cid).build();
        if (!send(numbered)) {
            return false;
        }
        requests.put(cid, answer);
        return true;
    }

    /// Sends data to a match; what is not reliable may be lost and never waits.
    public boolean sendMatchData(String matchId, long opCode, byte[] data, boolean isReliable) {
        Envelope envelope =
                Envelope.newBuilder()
                        .setMatchDataSend(
                                MatchDataSend.newBuilder()
                                        .setMatchId(matchId)
                                        .setOpCode(opCode)
                                        .setReliable(isReliable)
                                        .setData(com.google.protobuf.ByteString.copyFrom(data)))
                        .build();
        return offer(
                isReliable ? CHANNEL_RELIABLE : CHANNEL_UNRELIABLE, ClientFrames.write(envelope));
    }

    private boolean offer(int channel, byte[] frame) {
        ClientTransport current = transport;
        return current != null && isOpen && current.offer(channel, frame, 0, frame.length);
    }

    // ---- connecting ------------------------------------------------------------------------

    private void prepare(long nowNs) {
        Prepared ready = prepared.getAndSet(null);
        if (ready != null) {
            isPreparing = false;
            session = ready.session();
            start(ready, nowNs);
            return;
        }
        if (isPreparing || nowNs - retryAtNs < 0) {
            return;
        }
        isPreparing = true;
        KaosSession old = session;
        boolean wantsToken = !triesWebSocket;
        Thread.ofVirtual().name("kaos-client").start(() -> prepared.set(fetch(old, wantsToken)));
    }

    private Prepared fetch(KaosSession old, boolean wantsToken) {
        try {
            KaosSession fresh = client.fresh(old);
            return new Prepared(fresh, wantsToken ? client.rudpToken(fresh) : null, "");
        } catch (KaosException e) {
            return new Prepared(old, null, String.valueOf(e.getMessage()));
        }
    }

    private void start(Prepared ready, long nowNs) {
        startedNs = nowNs;
        RudpToken token = ready.token();
        if (!ready.failure().isEmpty()) {
            lose(ready.failure(), nowNs);
        } else if (triesWebSocket) {
            transport =
                    new WebSocketTransport(
                            client.http(), client.socketUri(session, appearOnline), this::onFrame);
        } else if (token != null) {
            try {
                transport =
                        new RudpTransport(
                                RudpConfig.defaults(),
                                DatagramBackend.NIO.bind(
                                        new InetSocketAddress(0), MAX_DATAGRAM_WAIT),
                                ConnectToken.decode(token.getToken().toByteArray()),
                                this::onFrame,
                                nowNs);
            } catch (IOException | RuntimeException e) {
                lose("cannot open UDP: " + e.getMessage(), nowNs);
            }
        }
    }

    private void beat(ClientTransport current, long nowNs) {
        if (!isOpen && lastHeartbeatNs == 0) {
            lastHeartbeatNs = nowNs;
            byte[] start = ClientFrames.sessionStart(appearOnline);
            current.offer(CHANNEL_RELIABLE, start, 0, start.length);
            await(nowNs);
        } else if (nowNs - lastHeartbeatNs > HEARTBEAT_NS) {
            lastHeartbeatNs = nowNs;
            byte[] frame = new FrameWriter(KaosTalk.HEARTBEAT).i64(nowNs).toBytes();
            current.offer(CHANNEL_RELIABLE, frame, 0, frame.length);
            await(nowNs);
        }
        if (isAwaiting && nowNs - awaitingSinceNs > SILENCE_NS) {
            lose("the server is silent", nowNs);
        }
    }

    /// Counted from the first frame that nothing answered, so that a game that did not poll for a
    /// while loses nothing.
    private void await(long nowNs) {
        if (!isAwaiting) {
            isAwaiting = true;
            awaitingSinceNs = nowNs;
        }
    }

    private void lose(String reason, long nowNs) {
        boolean wasOpen = isOpen;
        ClientTransport lost = transport;
        transport = null;
        isOpen = false;
        lastHeartbeatNs = 0;
        isAwaiting = false;
        requests.clear();
        if (lost != null) {
            try {
                lost.close();
            } catch (IOException _) {
                // It is gone already.
            }
        }
        boolean fallsBack = !wasOpen && via == Via.BEST && !triesWebSocket;
        triesWebSocket = via == Via.WEBSOCKET || fallsBack;
        if (wasOpen) {
            retryNs = FIRST_RETRY_NS;
        } else if (!fallsBack) {
            retryNs = Math.min(2 * retryNs, MAX_RETRY_NS);
        }
        retryAtNs = fallsBack ? nowNs : nowNs + retryNs;
        if (wasOpen) {
            listener.onClose(reason, true);
        } else {
            listener.onConnectFailed(reason);
        }
    }

    // ---- frames ----------------------------------------------------------------------------

    private boolean onFrame(Transport from, int channel, byte[] buffer, int offset, int length) {
        isAwaiting = false;
        try {
            switch (new FrameReader(buffer, offset, length).op()) {
                case KaosTalk.SESSION_ACK -> {
                    isOpen = true;
                    retryNs = FIRST_RETRY_NS;
                    ClientTransport current = transport;
                    listener.onOpen(current == null ? "" : current.name());
                }
                case KaosTalk.HEARTBEAT ->
                        rttNs = lastHeartbeatAge(new FrameReader(buffer, offset, length).i64());
                default -> {
                    Envelope envelope = ClientFrames.read(buffer, offset, length);
                    if (envelope != null) {
                        onEnvelope(envelope);
                    }
                }
            }
        } catch (KaosTalkException e) {
            from.close(CloseReason.APPLICATION, "malformed frame: " + e.getMessage());
        }
        return true;
    }

    private static long lastHeartbeatAge(long sentNs) {
        return System.nanoTime() - sentNs;
    }

    private void onEnvelope(Envelope envelope) {
        if (envelope.hasMatchData()) {
            listener.onMatchData(envelope.getMatchData());
            return;
        }
        Consumer<Envelope> waiting =
                envelope.getCid().isEmpty() ? null : requests.remove(envelope.getCid());
        if (waiting != null) {
            waiting.accept(envelope);
        } else {
            listener.onEnvelope(envelope);
        }
    }

    /// Says goodbye.
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        boolean wasOpen = isOpen;
        isOpen = false;
        ClientTransport current = transport;
        transport = null;
        if (current != null) {
            try {
                current.close();
            } catch (IOException _) {
                // Nothing is left to be done with it.
            }
        }
        if (wasOpen) {
            listener.onClose("closed by the game", false);
        }
    }
}
