package io.kaosnet.rudp;

import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.io.PeerAddress;
import io.kaosnet.rudp.transport.TransportServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/// Many connections on one UDP port. Owned by one agent; only [#offerCommand] and [#statistics] are
/// safe from any thread.
///
/// Call [#doWork] in a loop. A stranger costs no memory until it has shown a token of this cluster
/// and that it receives what is sent to its address.
public final class RudpServer implements TransportServer {
    private static final int RECEIVE_LIMIT = 256;
    private static final int COMMAND_LIMIT = 1024;

    // So many send while what they have received is still in the processor's cache.
    private static final int FLUSH_CONNECTIONS = 64;

    private static final int COMMAND_QUEUE = 1 << 16;
    private static final int RESETS_PER_SECOND = 1000;
    private static final int RESETS_PER_SECOND_PER_ADDRESS = 10;
    private static final long SWEEP_INTERVAL_NS = 1_000_000_000L;
    private static final int MAX_USED_TOKENS = 1 << 20;
    private static final long EXPIRY_GRACE_SECONDS = 60;

    /// A token that was used: by whom, and for which connection. Immutable.
    private record UsedToken(
            PeerAddress address, long clientRandom, long connectionId, long expiresSeconds) {}

    private final ServerEndpoint endpoint;
    private final RudpConfig config;
    private final DatagramIo io;
    private final TokenSecrets secrets;
    private final IntPredicate knownApps;
    private final LongSupplier wallClockMs;
    private final Mac resetMac;
    private final SecureRandom random = new SecureRandom();
    private final TimerWheel timers;
    private final HandshakeLimiter handshakes;
    private final HandshakeLimiter resets;
    private final Map<Integer, CookieMaker> cookieMakers = new HashMap<>();
    private final Long2ObjectHashMap<Connection> connections = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<UsedToken> usedTokens = new Long2ObjectHashMap<>();
    private final Map<UUID, Integer> perUser = new HashMap<>();
    private final Map<Long, Integer> perNetwork = new HashMap<>();
    private final Map<Long, Long> networks = new HashMap<>();
    // Full: the caller is told, and decides. Counted in `commandsRefused`.
    private final CommandQueue commands = new CommandQueue(COMMAND_QUEUE);
    private final AtomicLong commandsRefused = new AtomicLong();
    private final DatagramIo.Receiver receiver =
            new DatagramIo.Receiver() {
                @Override
                public void onDatagram(PeerAddress from, byte[] buffer, int offset, int length) {
                    RudpServer.this.onDatagram(from, buffer, offset, length);
                }

                @Override
                public void onComing(byte[] buffer, int offset, int length) {
                    RudpServer.this.onComing(buffer, offset, length);
                }

                @Override
                public void onAllShown() {
                    if (endpoint.activeCount() >= FLUSH_CONNECTIONS) {
                        endpoint.flushActive(endpoint.nowNs);
                    }
                    fetch.fetch();
                }
            };
    private final ConnectionFetch fetch = new ConnectionFetch();

    private long lastSweepNs;
    private boolean isAccepting = true;

    private long accepted;
    private long closed;
    private long datagramsReceived;
    private long datagramsDropped;
    private long handshakesLimited;
    private long tokensRefused;
    private long cookiesRefused;
    private long challengesSent;
    private long deniesSent;
    private long resetsSent;
    private volatile ServerStatistics published;

    /// @param io the bound socket; the server closes it
    /// @param secrets opens the tokens
    /// @param knownApps which games this server runs (the app id of the token)
    /// @param resetKey 32 bytes that survive a restart, so that clients of the process before
    /// learn
    ///     at once that it is gone; null takes a random one
    /// @param wallClockMs milliseconds since 1970
    /// @param nowNs the monotonic time of this moment
    public RudpServer(
            RudpConfig config,
            DatagramIo io,
            TokenSecrets secrets,
            IntPredicate knownApps,
            ConnectionListener listener,
            byte @Nullable [] resetKey,
            LongSupplier wallClockMs,
            long nowNs) {
        this.config = config;
        this.io = io;
        this.secrets = secrets;
        this.knownApps = knownApps;
        this.wallClockMs = wallClockMs;
        this.endpoint = new ServerEndpoint(listener);
        this.endpoint.nowNs = nowNs;
        this.timers = new TimerWheel(nowNs);
        this.lastSweepNs = nowNs;
        byte[] key = new byte[32];
        if (resetKey == null) {
            random.nextBytes(key);
        } else {
            key = Hkdf.derive(resetKey, new byte[0], Hkdf.ascii("reset"), 32);
        }
        this.resetMac = Hkdf.mac(key);
        this.handshakes =
                new HandshakeLimiter(
                        config.handshakesPerSecond(),
                        config.handshakesPerSecondPerAddress(),
                        config.handshakeBurstPerAddress(),
                        random.nextLong(),
                        nowNs);
        this.resets =
                new HandshakeLimiter(
                        RESETS_PER_SECOND,
                        RESETS_PER_SECOND_PER_ADDRESS,
                        RESETS_PER_SECOND_PER_ADDRESS,
                        random.nextLong(),
                        nowNs);
        this.published = snapshot();
    }

    /// Receives, runs commands and timers, sends. Returns how much was done; 0 means idle.
    @Override
    public int doWork(long nowNs) {
        endpoint.nowNs = nowNs;
        int work = io.receive(receiver, RECEIVE_LIMIT);
        for (int i = 0; i < COMMAND_LIMIT; i++) {
            Runnable command = commands.poll();
            if (command == null) {
                break;
            }
            command.run();
            work++;
        }
        work += timers.poll(nowNs);
        work += endpoint.flushActive(nowNs);
        io.flush();
        if (nowNs - lastSweepNs > SWEEP_INTERVAL_NS) {
            sweep(nowNs);
        }
        return work;
    }

    /// Runs something on the agent's thread, in one of its next rounds. Safe from any thread.
    ///
    /// @return false when the queue is full
    public boolean offerCommand(Runnable command) {
        if (commands.offer(command)) {
            return true;
        }
        commandsRefused.incrementAndGet();
        return false;
    }

    /// Waits for datagrams, for loops that have nothing else to do.
    public void awaitReadable(long timeoutNs) {
        io.awaitReadable(timeoutNs);
    }

    /// The connection with this id, or null.
    public @Nullable Connection find(long connectionId) {
        return connections.get(connectionId);
    }

    /// Every connection, also those that are being opened or closed.
    public Iterable<Connection> connections() {
        return new ArrayList<>(connections.values());
    }

    /// Open connections.
    @Override
    public int connectionCount() {
        return connections.size();
    }

    /// False: no new connections (drain before a shutdown).
    public void setAccepting(boolean value) {
        isAccepting = value;
    }

    /// The local UDP port.
    public int localPort() {
        return io.localPort();
    }

    /// Numbers of about the last second. Safe from any thread.
    public ServerStatistics statistics() {
        return published;
    }

    /// Says goodbye to every client and closes the socket.
    @Override
    public void close() throws IOException {
        CloseReason reason = new CloseReason(CloseReason.SHUTDOWN, "server is stopping", false);
        for (Connection connection : connections()) {
            connection.abandon(reason, endpoint.nowNs);
        }
        io.flush();
        io.close();
    }

    // ---- datagrams -------------------------------------------------------------------------

    private void onComing(byte[] buffer, int offset, int length) {
        if (length >= Wire.DATA_MIN_BYTES
                && (buffer[offset] & ~Wire.KEY_PHASE_BIT) == Wire.TYPE_DATA) {
            Connection connection =
                    connections.get(Wire.i64(buffer, offset + Wire.CONNECTION_ID_OFFSET));
            if (connection != null) {
                fetch.add(connection);
            }
        }
    }

    private void onDatagram(PeerAddress from, byte[] buffer, int offset, int length) {
        datagramsReceived++;
        if (length < HandshakeCodec.RESET_BYTES) {
            datagramsDropped++;
            return;
        }
        switch (buffer[offset] & 0xFF) {
            case Wire.TYPE_DATA, Wire.TYPE_DATA | Wire.KEY_PHASE_BIT ->
                    onData(from, buffer, offset, length);
            case Wire.TYPE_CONNECT -> {
                if (isHandshake(from, buffer, offset, length)) {
                    onConnect(from, buffer, offset);
                }
            }
            case Wire.TYPE_RESPONSE -> {
                if (isHandshake(from, buffer, offset, length)) {
                    onResponse(from, buffer, offset);
                }
            }
            default -> datagramsDropped++;
        }
    }

    private void onData(PeerAddress from, byte[] buffer, int offset, int length) {
        if (length < Wire.DATA_MIN_BYTES) {
            datagramsDropped++;
            return;
        }
        long id = Wire.i64(buffer, offset + Wire.CONNECTION_ID_OFFSET);
        Connection connection = connections.get(id);
        if (connection != null) {
            connection.onData(from, buffer, offset, length, endpoint.nowNs);
            return;
        }
        datagramsDropped++;
        if (resets.allows(from, endpoint.nowNs)) {
            byte[] packet = endpoint.packet;
            packet[0] = (byte) Wire.TYPE_RESET;
            Wire.putI64(packet, 1, id);
            System.arraycopy(resetToken(id), 0, packet, 9, 16);
            resetsSent++;
            io.send(from, packet, 0, HandshakeCodec.RESET_BYTES);
        }
    }

    private byte[] resetToken(long connectionId) {
        byte[] message = new byte[8];
        Wire.putI64(message, 0, connectionId);
        return Hkdf.mac16(resetMac, message);
    }

    private boolean isHandshake(PeerAddress from, byte[] buffer, int offset, int length) {
        if (length != Wire.HANDSHAKE_DATAGRAM_BYTES) {
            datagramsDropped++;
            return false;
        }
        if (!handshakes.allows(from, endpoint.nowNs)) {
            handshakesLimited++;
            return false;
        }
        if (buffer[offset + HandshakeCodec.VERSION_OFFSET] != Wire.VERSION) {
            sendVersion(from, buffer, offset);
            return false;
        }
        long expires = Wire.i64(buffer, offset + HandshakeCodec.EXPIRES_OFFSET);
        if (expires < wallClockMs.getAsLong() / 1000 - EXPIRY_GRACE_SECONDS) {
            tokensRefused++;
            return false;
        }
        return true;
    }

    private void sendVersion(PeerAddress from, byte[] buffer, int offset) {
        byte[] packet = endpoint.packet;
        packet[0] = (byte) Wire.TYPE_VERSION;
        // The nonce shows that we saw the packet: nobody else can make a client give up.
        System.arraycopy(buffer, offset + HandshakeCodec.NONCE_OFFSET, packet, 1, 8);
        packet[9] = 1;
        packet[10] = Wire.VERSION;
        Arrays.fill(packet, 11, HandshakeCodec.RESET_BYTES, (byte) 0);
        io.send(from, packet, 0, HandshakeCodec.RESET_BYTES);
    }

    private TokenSecrets.@Nullable Opened openToken(byte[] buffer, int offset) {
        TokenSecrets.Opened opened =
                secrets.open(
                        endpoint.memory,
                        Wire.u8(buffer, offset + HandshakeCodec.KEY_ID_OFFSET),
                        Wire.u8(buffer, offset + HandshakeCodec.AEAD_OFFSET),
                        Wire.i64(buffer, offset + HandshakeCodec.EXPIRES_OFFSET),
                        buffer,
                        offset + HandshakeCodec.NONCE_OFFSET);
        if (opened == null) {
            tokensRefused++;
        }
        return opened;
    }

    private void onConnect(PeerAddress from, byte[] buffer, int offset) {
        TokenSecrets.Opened token = openToken(buffer, offset);
        if (token == null) {
            return;
        }
        long tokenId = token.claims().tokenId();
        DenyReason refusal = refusal(token, from, buffer, offset);
        if (refusal != null) {
            deny(from, token, refusal);
            return;
        }
        byte[] cookie =
                cookieMaker(Wire.u8(buffer, offset + HandshakeCodec.KEY_ID_OFFSET))
                        .make(from, tokenId, wallClockMs.getAsLong());
        int length =
                HandshakeCodec.writeChallenge(
                        endpoint.packet,
                        endpoint.cipher,
                        token.serverToClient(),
                        tokenId,
                        random.nextLong(),
                        cookie);
        challengesSent++;
        io.send(from, endpoint.packet, 0, length);
    }

    private void onResponse(PeerAddress from, byte[] buffer, int offset) {
        TokenSecrets.Opened token = openToken(buffer, offset);
        if (token == null) {
            return;
        }
        long tokenId = token.claims().tokenId();
        byte[] plain = endpoint.plain;
        int opened =
                endpoint.cipher.open(
                        token.clientToServer(),
                        Wire.TYPE_RESPONSE,
                        Wire.i64(buffer, offset + HandshakeCodec.RESPONSE_NONCE_OFFSET),
                        buffer,
                        offset,
                        HandshakeCodec.RESPONSE_SEALED_OFFSET,
                        offset + HandshakeCodec.RESPONSE_SEALED_OFFSET,
                        HandshakeCodec.RESPONSE_SEALED_BYTES,
                        plain);
        byte[] cookie = Arrays.copyOf(plain, HandshakeCodec.COOKIE_BYTES);
        CookieMaker maker = cookieMaker(Wire.u8(buffer, offset + HandshakeCodec.KEY_ID_OFFSET));
        if (opened != HandshakeCodec.COOKIE_BYTES + 8
                || !maker.isValid(cookie, from, tokenId, wallClockMs.getAsLong())) {
            cookiesRefused++;
            return;
        }
        long clientRandom = Wire.i64(plain, HandshakeCodec.COOKIE_BYTES);
        UsedToken used = usedTokens.get(tokenId);
        if (used != null && used.address().matches(from) && used.clientRandom() == clientRandom) {
            Connection connection = connections.get(used.connectionId());
            if (connection != null && connection.isConfirming()) {
                connection.confirm(resetToken(connection.id()), Wire.HANDSHAKE_DATAGRAM_BYTES);
            }
            return;
        }
        DenyReason refusal = refusal(token, from, buffer, offset);
        if (refusal != null) {
            deny(from, token, refusal);
            return;
        }
        accept(from, token, clientRandom, Wire.i64(buffer, offset + HandshakeCodec.EXPIRES_OFFSET));
    }

    private @Nullable DenyReason refusal(
            TokenSecrets.Opened token, PeerAddress from, byte[] buffer, int offset) {
        long expires = Wire.i64(buffer, offset + HandshakeCodec.EXPIRES_OFFSET);
        if (expires < wallClockMs.getAsLong() / 1000) {
            return DenyReason.EXPIRED;
        }
        if (token.isBoundToIp()
                && (token.boundHigh() != from.high() || token.boundLow() != from.low())) {
            return DenyReason.WRONG_ADDRESS;
        }
        if (!knownApps.test(token.claims().appId())) {
            return DenyReason.UNKNOWN_APP;
        }
        UsedToken used = usedTokens.get(token.claims().tokenId());
        if (used != null) {
            // From the same address it may be a retry whose CHALLENGE or CONNECTED was lost.
            Connection connection = connections.get(used.connectionId());
            boolean isRetry =
                    used.address().matches(from)
                            && connection != null
                            && connection.isConfirming()
                            && (buffer[offset] & 0xFF) == Wire.TYPE_CONNECT;
            return isRetry ? null : DenyReason.USED;
        }
        if (!isAccepting
                || connections.size() >= config.maxConnections()
                || usedTokens.size() >= MAX_USED_TOKENS) {
            return DenyReason.FULL;
        }
        if (perUser.getOrDefault(token.claims().userId(), 0) >= config.maxConnectionsPerUser()) {
            return DenyReason.USER_LIMIT;
        }
        if (perNetwork.getOrDefault(from.network(), 0) >= config.maxConnectionsPerAddress()) {
            return DenyReason.ADDRESS_LIMIT;
        }
        return null;
    }

    private void deny(PeerAddress from, TokenSecrets.Opened token, DenyReason reason) {
        int length =
                HandshakeCodec.writeDeny(
                        endpoint.packet,
                        endpoint.cipher,
                        token.serverToClient(),
                        token.claims().tokenId(),
                        random.nextLong(),
                        reason.code());
        deniesSent++;
        io.send(from, endpoint.packet, 0, length);
    }

    private void accept(
            PeerAddress from, TokenSecrets.Opened token, long clientRandom, long expiresSeconds) {
        long id = newConnectionId();
        TokenClaims claims = token.claims();
        Connection connection =
                new Connection(
                        endpoint,
                        true,
                        id,
                        claims,
                        token.serverToClient()
                                .forConnection(endpoint.memory.mac, "s2c", clientRandom, id),
                        token.clientToServer()
                                .forConnection(endpoint.memory.mac, "c2s", clientRandom, id),
                        from,
                        endpoint.nowNs);
        connections.put(id, connection);
        usedTokens.put(
                claims.tokenId(), new UsedToken(from.copy(), clientRandom, id, expiresSeconds));
        perUser.merge(claims.userId(), 1, Integer::sum);
        perNetwork.merge(from.network(), 1, Integer::sum);
        networks.put(id, from.network());
        accepted++;
        connection.confirm(resetToken(id), Wire.HANDSHAKE_DATAGRAM_BYTES);
        token.clientToServer().destroy();
        token.serverToClient().destroy();
    }

    private long newConnectionId() {
        while (true) {
            // Low byte: I/O thread; next 12 bits: node; the rest is random and never all zero.
            long id =
                    (random.nextLong() << 20)
                            | ((long) config.nodeId() << 8)
                            | config.threadIndex();
            if (id >>> 20 != 0 && !connections.containsKey(id)) {
                return id;
            }
        }
    }

    private CookieMaker cookieMaker(int keyId) {
        return cookieMakers.computeIfAbsent(keyId, id -> new CookieMaker(secrets.cookieKey(id)));
    }

    private void sweep(long nowNs) {
        lastSweepNs = nowNs;
        long nowSeconds = wallClockMs.getAsLong() / 1000;
        usedTokens
                .values()
                .removeIf(
                        used ->
                                used.expiresSeconds() + EXPIRY_GRACE_SECONDS + 1 < nowSeconds
                                        && !connections.containsKey(used.connectionId()));
        // A rotated secret may come back under the same number with other bytes.
        cookieMakers.clear();
        published = snapshot();
    }

    private ServerStatistics snapshot() {
        return new ServerStatistics(
                connections.size(),
                accepted,
                closed,
                datagramsReceived,
                datagramsDropped,
                handshakesLimited,
                tokensRefused,
                cookiesRefused,
                challengesSent,
                deniesSent,
                resetsSent,
                commandsRefused.get(),
                io.sendFailures());
    }

    /// The numbers of this moment; only for the owner.
    ServerStatistics statisticsNow() {
        return snapshot();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /// Tells connections about time and end. Owned by the server's agent.
    private final class ServerEndpoint extends Endpoint {
        ServerEndpoint(ConnectionListener listener) {
            super(
                    RudpServer.this.config,
                    RudpServer.this.io,
                    listener,
                    RudpServer.this.wallClockMs,
                    new AgentMemory());
        }

        @Override
        void schedule(Connection connection, long deadlineNs) {
            if (deadlineNs != Long.MAX_VALUE && !connection.isFinished()) {
                timers.schedule(connection, deadlineNs);
            }
        }

        @Override
        void onFinished(Connection connection) {
            timers.cancel(connection);
            connections.remove(connection.id());
            closed++;
            if (!connection.wasConnected) {
                // Nobody ever spoke on it: the client may try the same token again.
                usedTokens.remove(connection.claims().tokenId());
            }
            decrement(perUser, connection.claims().userId());
            Long network = networks.remove(connection.id());
            if (network != null) {
                decrement(perNetwork, network);
            }
        }

        private static <K> void decrement(Map<K, Integer> counts, K key) {
            counts.computeIfPresent(key, (_, count) -> count > 1 ? count - 1 : null);
        }
    }
}
