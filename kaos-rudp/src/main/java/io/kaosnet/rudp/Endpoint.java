package io.kaosnet.rudp;

import io.kaosnet.rudp.io.DatagramIo;
import io.kaosnet.rudp.io.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// What all connections of one agent share: socket, cipher, scratch memory, clock. Owned by one
/// agent.
abstract class Endpoint {
    final RudpConfig config;
    final DatagramIo io;
    final ConnectionListener listener;
    final LongSupplier wallClockMs;
    final AgentMemory memory;
    final PacketCipher cipher;
    final byte[] packet;
    final byte[] plain;
    long nowNs;

    private List<Connection> active = new ArrayList<>();
    private List<Connection> spare = new ArrayList<>();

    Endpoint(
            RudpConfig config,
            DatagramIo io,
            ConnectionListener listener,
            LongSupplier wallClockMs,
            AgentMemory memory) {
        this.config = config;
        this.io = io;
        this.listener = listener;
        this.wallClockMs = wallClockMs;
        this.memory = memory;
        this.cipher = memory.cipher;
        this.packet = memory.packet;
        this.plain = memory.plain;
    }

    /// The connection has something to send in this round.
    final void markActive(Connection connection) {
        if (!connection.isActive) {
            connection.isActive = true;
            active.add(connection);
        }
    }

    /// How many connections have something to send in this round.
    final int activeCount() {
        return active.size();
    }

    /// Lets every active connection send; those that wait for pacing stay active.
    final int flushActive(long nowNs) {
        if (active.isEmpty()) {
            return 0;
        }
        List<Connection> round = active;
        active = spare;
        spare = round;
        int sent = 0;
        for (int i = 0; i < round.size(); i++) {
            Connection connection = round.get(i);
            connection.isActive = false;
            sent += connection.flush(nowNs);
            if (connection.isWaitingForTime()) {
                markActive(connection);
            }
            schedule(connection, connection.deadlineNs());
        }
        round.clear();
        return sent;
    }

    final void send(PeerAddress to, int length) {
        io.send(to, packet, 0, length);
    }

    /// Sets the connection's timer.
    abstract void schedule(Connection connection, long deadlineNs);

    /// The connection has finished draining and can be forgotten.
    abstract void onFinished(Connection connection);
}
