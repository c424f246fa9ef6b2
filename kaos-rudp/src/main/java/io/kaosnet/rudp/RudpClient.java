package io.kaosnet.rudp;

import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.io.PeerAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One connection to a server, from token to close. Owned by one agent.
///
/// Call [#doWork] in a loop (a game calls it once per frame). It tries the token's endpoints in
/// order, ten seconds each.
public final class RudpClient implements AutoCloseable {
    /// Where the client is on its way.
    public enum State {
        /// Not connected and not trying.
        IDLE,
        /// Asks for a challenge.
        REQUESTING,
        /// Answers the challenge.
        RESPONDING,
        /// Connected; also while the connection says goodbye.
        CONNECTED,
        /// Over; [RudpClient#closeReason] says why.
        CLOSED
    }

    private static final int RECEIVE_LIMIT = 256;
    private static final long ENDPOINT_TIMEOUT_NS = 10_000_000_000L;
    private static final long FIRST_RETRY_NS = 250_000_000;
    private static final long MAX_RETRY_NS = 1_000_000_000;
    private static final long COOKIE_LIFETIME_NS = 4_000_000_000L;
    private static final int MAX_KEY_TRIALS = 64;

    private final RudpConfig config;
    private final DatagramIo io;
    private final ClientEndpoint endpoint;
    private final SecureRandom random = new SecureRandom();
    private final DatagramIo.Receiver receiver = this::onDatagram;

    private State state = State.IDLE;
    private @Nullable ConnectToken token;
    private List<PeerAddress> servers = List.of();
    private int serverIndex;
    private long endpointStartNs;
    private long nextSendNs;
    private long retryNs;
    private long responseSentNs;
    private long cookieNs;
    private byte[] cookie = {};
    private long clientRandom;
    private int keyTrials;
    private @Nullable Connection connection;
    private @Nullable CloseReason closeReason;

    /// @param io the client's socket; the client closes it
    /// @param wallClockMs milliseconds since 1970
    public RudpClient(
            RudpConfig config,
            DatagramIo io,
            ConnectionListener listener,
            LongSupplier wallClockMs) {
        this(config, io, listener, wallClockMs, new AgentMemory());
    }

    /// One of many clients of an agent.
    ///
    /// @param memory what they share
    public RudpClient(
            RudpConfig config,
            DatagramIo io,
            ConnectionListener listener,
            LongSupplier wallClockMs,
            AgentMemory memory) {
        this.config = config;
        this.io = io;
        this.endpoint = new ClientEndpoint(listener, wallClockMs, memory);
    }

    /// Starts to connect. Resolves the endpoint names, which may block.
    public void connect(ConnectToken connectToken, long nowNs) {
        List<PeerAddress> addresses = new ArrayList<>();
        for (String name : connectToken.endpoints()) {
            InetSocketAddress address = parse(name);
            if (!address.isUnresolved()) {
                addresses.add(PeerAddress.of(address));
            }
        }
        connect(connectToken, addresses, nowNs);
    }

    /// Starts to connect to these addresses instead of the token's endpoints.
    public void connect(ConnectToken connectToken, List<PeerAddress> addresses, long nowNs) {
        if (state != State.IDLE) {
            throw new IllegalStateException("state: " + state + " (expected: IDLE)");
        }
        endpoint.nowNs = nowNs;
        token = connectToken;
        servers = List.copyOf(addresses);
        clientRandom = random.nextLong();
        serverIndex = -1;
        state = State.REQUESTING;
        nextEndpoint(nowNs);
    }

    /// Receives, runs timers, sends. Returns how much was done; 0 means idle.
    public int doWork(long nowNs) {
        endpoint.nowNs = nowNs;
        int work = io.receive(receiver, RECEIVE_LIMIT);
        switch (state) {
            case REQUESTING, RESPONDING -> work += request(nowNs);
            case CONNECTED -> {
                Connection current = connection;
                if (current != null) {
                    if (endpoint.timerNs - nowNs <= 0) {
                        endpoint.timerNs = Long.MAX_VALUE;
                        current.onTimer(nowNs);
                    }
                }
            }
            case IDLE, CLOSED -> {}
        }
        work += endpoint.flushActive(nowNs);
        io.flush();
        return work;
    }

    /// When [#doWork] has something to do even if no datagram comes and nothing is offered.
    public long nextWorkNs() {
        return switch (state) {
            case REQUESTING, RESPONDING ->
                    Math.min(nextSendNs, endpointStartNs + ENDPOINT_TIMEOUT_NS);
            case CONNECTED -> endpoint.activeCount() > 0 ? endpoint.nowNs : endpoint.timerNs;
            case IDLE, CLOSED -> Long.MAX_VALUE;
        };
    }

    /// Waits for datagrams, for loops that have nothing else to do.
    public void awaitReadable(long timeoutNs) {
        io.awaitReadable(timeoutNs);
    }

    /// Where the client is on its way.
    public State state() {
        return state;
    }

    /// The connection, or null before the server accepted.
    public @Nullable Connection connection() {
        return connection;
    }

    /// Why it is over, or null.
    public @Nullable CloseReason closeReason() {
        return closeReason;
    }

    /// Says goodbye and closes the socket.
    @Override
    public void close() throws IOException {
        Connection current = connection;
        if (current != null) {
            current.abandon(new CloseReason(CloseReason.NORMAL, "", false), endpoint.nowNs);
        }
        state = State.CLOSED;
        io.flush();
        io.close();
    }

    // ---- handshake -------------------------------------------------------------------------

    private int request(long nowNs) {
        if (nowNs - endpointStartNs >= ENDPOINT_TIMEOUT_NS) {
            nextEndpoint(nowNs);
        }
        ConnectToken current = token;
        if (nowNs - nextSendNs < 0 || current == null || state == State.CLOSED) {
            return 0;
        }
        nextSendNs = nowNs + retryNs;
        retryNs = Math.min(retryNs * 3 / 2, MAX_RETRY_NS);
        if (state == State.RESPONDING && nowNs - cookieNs > COOKIE_LIFETIME_NS) {
            state = State.REQUESTING; // the cookie is stale by now
        }
        byte[] packet = endpoint.packet;
        if (state == State.REQUESTING) {
            HandshakeCodec.writeConnect(packet, current);
        } else {
            HandshakeCodec.writeResponse(
                    packet, current, endpoint.cipher, random.nextLong(), cookie, clientRandom);
            responseSentNs = nowNs;
        }
        io.send(servers.get(serverIndex), packet, 0, Wire.HANDSHAKE_DATAGRAM_BYTES);
        return 1;
    }

    private void nextEndpoint(long nowNs) {
        serverIndex++;
        if (serverIndex >= servers.size()) {
            fail(new CloseReason(CloseReason.UNREACHABLE, "no endpoint answered", false));
            return;
        }
        state = State.REQUESTING;
        endpointStartNs = nowNs;
        nextSendNs = nowNs;
        retryNs = FIRST_RETRY_NS;
        keyTrials = 0;
    }

    private void fail(CloseReason reason) {
        state = State.CLOSED;
        closeReason = reason;
        endpoint.listener.onClosed(placeholder(), reason);
    }

    /// The connection that a failed attempt never became, for the listener's sake.
    private Connection placeholder() {
        ConnectToken current = token;
        PacketKeys keys =
                current == null
                        ? new PacketKeys(Aead.AES_128_GCM, new byte[32], new byte[12])
                        : current.clientToServer;
        return new Connection(
                endpoint,
                false,
                0,
                ownClaims(current),
                keys,
                keys,
                new PeerAddress(),
                endpoint.nowNs);
    }

    private static TokenClaims ownClaims(@Nullable ConnectToken token) {
        return new TokenClaims(
                token == null ? 0 : token.tokenId,
                new UUID(0, 0),
                new UUID(0, 0),
                0,
                RateClass.UNLIMITED,
                0xFFFF,
                token == null ? 10_000 : Math.max(1000, token.idleTimeoutMs),
                0,
                TokenClaims.UserData.NONE);
    }

    private void onDatagram(PeerAddress from, byte[] buffer, int offset, int length) {
        if (length < HandshakeCodec.RESET_BYTES) {
            return;
        }
        int type = buffer[offset] & 0xFF;
        Connection current = connection;
        if (current != null) {
            if (type == Wire.TYPE_DATA || type == (Wire.TYPE_DATA | Wire.KEY_PHASE_BIT)) {
                if (length >= Wire.DATA_MIN_BYTES && Wire.i64(buffer, offset + 1) == current.id()) {
                    current.onData(from, buffer, offset, length, endpoint.nowNs);
                }
            } else if (type == Wire.TYPE_RESET
                    && Wire.i64(buffer, offset + 1) == current.id()
                    && current.isResetToken(buffer, offset + 9)) {
                current.onReset(endpoint.nowNs);
            }
            return;
        }
        ConnectToken wanted = token;
        if (wanted == null || state == State.CLOSED) {
            return;
        }
        switch (type) {
            case Wire.TYPE_CHALLENGE -> onChallenge(wanted, buffer, offset, length);
            case Wire.TYPE_DENY -> onDeny(wanted, buffer, offset, length);
            case Wire.TYPE_VERSION -> onVersion(wanted, buffer, offset, length);
            case Wire.TYPE_DATA -> onFirstData(wanted, buffer, offset, length);
            default -> {
                // Nothing a server says to a client that is not connected.
            }
        }
    }

    private void onChallenge(ConnectToken wanted, byte[] buffer, int offset, int length) {
        if (state != State.REQUESTING
                || length != HandshakeCodec.CHALLENGE_BYTES
                || Wire.i64(buffer, offset + 1) != wanted.tokenId) {
            return;
        }
        byte[] plain = endpoint.plain;
        int opened =
                endpoint.cipher.open(
                        wanted.serverToClient,
                        Wire.TYPE_CHALLENGE,
                        Wire.i64(buffer, offset + 9),
                        buffer,
                        offset,
                        HandshakeCodec.CHALLENGE_SEALED_OFFSET,
                        offset + HandshakeCodec.CHALLENGE_SEALED_OFFSET,
                        length - HandshakeCodec.CHALLENGE_SEALED_OFFSET,
                        plain);
        if (opened != HandshakeCodec.COOKIE_BYTES) {
            return;
        }
        cookie = java.util.Arrays.copyOf(plain, HandshakeCodec.COOKIE_BYTES);
        state = State.RESPONDING;
        nextSendNs = endpoint.nowNs;
        retryNs = FIRST_RETRY_NS;
        cookieNs = endpoint.nowNs;
    }

    private void onDeny(ConnectToken wanted, byte[] buffer, int offset, int length) {
        if (length != HandshakeCodec.DENY_BYTES || Wire.i64(buffer, offset + 1) != wanted.tokenId) {
            return;
        }
        int opened =
                endpoint.cipher.open(
                        wanted.serverToClient,
                        Wire.TYPE_DENY,
                        Wire.i64(buffer, offset + 9),
                        buffer,
                        offset,
                        HandshakeCodec.DENY_REASON_OFFSET + 1,
                        offset + HandshakeCodec.DENY_REASON_OFFSET + 1,
                        Wire.TAG_BYTES,
                        endpoint.plain);
        if (opened == 0) {
            DenyReason reason = DenyReason.find(buffer[offset + HandshakeCodec.DENY_REASON_OFFSET]);
            fail(
                    new CloseReason(
                            CloseReason.DENIED, reason == null ? "DENIED" : reason.name(), true));
        }
    }

    private void onVersion(ConnectToken wanted, byte[] buffer, int offset, int length) {
        for (int i = 0; i < 8; i++) {
            if (buffer[offset + 1 + i] != wanted.nonce[i]) {
                return;
            }
        }
        int count = Wire.u8(buffer, offset + 9);
        for (int i = 0; i < count && 10 + i < length; i++) {
            if (buffer[offset + 10 + i] == Wire.VERSION) {
                return; // we have that one in common; somebody plays tricks
            }
        }
        fail(new CloseReason(CloseReason.VERSION, "no common version", true));
    }

    private void onFirstData(ConnectToken wanted, byte[] buffer, int offset, int length) {
        if (state != State.RESPONDING
                || length < Wire.DATA_MIN_BYTES
                || keyTrials >= MAX_KEY_TRIALS) {
            return;
        }
        keyTrials++; // each costs two key derivations; forged packets must not cost more
        long id = Wire.i64(buffer, offset + Wire.CONNECTION_ID_OFFSET);
        PacketKeys receiveKeys =
                wanted.serverToClient.forConnection(endpoint.memory.mac, "s2c", clientRandom, id);
        Connection candidate =
                new Connection(
                        endpoint,
                        false,
                        id,
                        ownClaims(wanted),
                        wanted.clientToServer.forConnection(
                                endpoint.memory.mac, "c2s", clientRandom, id),
                        receiveKeys,
                        servers.get(serverIndex),
                        endpoint.nowNs);
        candidate.sampleHandshake(endpoint.nowNs - responseSentNs, endpoint.nowNs);
        State before = state;
        connection = candidate;
        state = State.CONNECTED;
        candidate.onData(servers.get(serverIndex), buffer, offset, length, endpoint.nowNs);
        if (candidate.isConfirming()) {
            connection = null; // not from our server
            state = before;
        }
    }

    static InetSocketAddress parse(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("endpoint: " + endpoint + " (expected: host:port)");
        }
        String host = endpoint.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new InetSocketAddress(host, Integer.parseInt(endpoint.substring(colon + 1)));
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /// Tells the connection about time and end. Owned by the client's agent.
    private final class ClientEndpoint extends Endpoint {
        private long timerNs = Long.MAX_VALUE;

        ClientEndpoint(ConnectionListener listener, LongSupplier wallClockMs, AgentMemory memory) {
            super(RudpClient.this.config, RudpClient.this.io, listener, wallClockMs, memory);
        }

        @Override
        void schedule(Connection target, long deadlineNs) {
            timerNs = deadlineNs;
        }

        @Override
        void onFinished(Connection target) {
            if (state == State.CONNECTED && target == connection && !target.isConfirming()) {
                state = State.CLOSED;
                closeReason = target.closeReason();
            }
        }
    }
}
