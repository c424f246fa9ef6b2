package io.kaosnet.rudp;

import io.kaosnet.rudp.io.PeerAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// A server, clients, a clock and a network, all from one seed. Owned by one test.
final class SimWorld {
    static final int APP = 7;
    static final PeerAddress SERVER = address("10.0.0.1", 7350);
    private static final long TICK_NS = 1_000_000;

    final SimNetwork network;
    final TokenSecrets secrets;
    final RudpServer server;
    final TrafficLog serverLog = new TrafficLog();
    final List<SimClient> clients = new ArrayList<>();
    final Random random;
    long nowNs = 1_000_000_000L;
    long wallMs = 1_800_000_000_000L;

    /// A client and what it saw. Owned by one test.
    static final class SimClient {
        final RudpClient client;
        final SimNetwork.SimIo io;
        final TrafficLog log;
        final ConnectToken token;

        SimClient(RudpClient client, SimNetwork.SimIo io, TrafficLog log, ConnectToken token) {
            this.client = client;
            this.io = io;
            this.log = log;
            this.token = token;
        }

        Connection connection() {
            Connection connection = client.connection();
            if (connection == null) {
                throw new AssertionError("not connected: " + client.closeReason());
            }
            return connection;
        }
    }

    SimWorld(long seed) {
        this(seed, RudpConfig.builder().policing(false).build());
    }

    SimWorld(long seed, RudpConfig config) {
        network = new SimNetwork(seed, SERVER);
        network.nowNs = nowNs;
        random = new Random(seed ^ 0x5EED);
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        secrets = new TokenSecrets(1, secret);
        server =
                new RudpServer(
                        config,
                        network.open(SERVER),
                        secrets,
                        app -> app == APP,
                        serverLog,
                        secret,
                        () -> wallMs,
                        nowNs);
    }

    static PeerAddress address(String ip, int port) {
        return PeerAddress.of(new InetSocketAddress(ip, port));
    }

    ConnectToken token() {
        return token(grant());
    }

    TokenSecrets.Grant grant() {
        return TokenSecrets.Grant.player(UUID.randomUUID(), UUID.randomUUID(), APP)
                .withRateClass(RateClass.UNLIMITED);
    }

    ConnectToken token(TokenSecrets.Grant grant) {
        return secrets.issue(grant, wallMs, 30_000, List.of("10.0.0.1:7350"));
    }

    SimClient client() {
        return client(token(), RudpConfig.defaults());
    }

    SimClient client(ConnectToken token, RudpConfig config) {
        int n = clients.size() + 1;
        SimNetwork.SimIo io =
                network.open(address("10.1." + n / 250 + "." + (n % 250 + 1), 40_000 + n));
        TrafficLog log = new TrafficLog();
        RudpClient client = new RudpClient(config, io, log, () -> wallMs);
        client.connect(token, List.of(SERVER), nowNs);
        SimClient result = new SimClient(client, io, log, token);
        clients.add(result);
        return result;
    }

    SimClient connectedClient() {
        SimClient client = client();
        if (!runUntil(client.log::isConnected, 9_000)) {
            throw new AssertionError("not connected: " + client.client.state());
        }
        runUntil(() -> serverLog.connections.size() >= clients.size(), 9_000);
        return client;
    }

    /// The server's side of a client.
    Connection serverSide(SimClient client) {
        Connection connection = server.find(client.connection().id());
        if (connection == null) {
            throw new AssertionError("the server does not know the connection");
        }
        return connection;
    }

    /// Lets time pass until the condition holds; false when it never did.
    boolean runUntil(BooleanSupplier condition, long limitMs) {
        long endNs = nowNs + limitMs * 1_000_000;
        while (nowNs < endNs) {
            if (condition.getAsBoolean()) {
                return true;
            }
            step();
        }
        return condition.getAsBoolean();
    }

    void run(long ms) {
        runUntil(() -> false, ms);
    }

    void step() {
        long nextTickNs = nowNs + TICK_NS;
        long arrivalNs = Math.max(nowNs, network.nextArrivalNs());
        advanceTo(Math.min(nextTickNs, arrivalNs == nowNs ? nextTickNs : arrivalNs));
    }

    private void advanceTo(long targetNs) {
        wallMs += targetNs / 1_000_000 - nowNs / 1_000_000;
        nowNs = targetNs;
        network.nowNs = targetNs;
        network.deliverUntil(targetNs);
        server.doWork(targetNs);
        for (int i = 0; i < clients.size(); i++) {
            clients.get(i).client.doWork(targetNs);
        }
    }
}
