package io.kaosnet.rudp.transport;

import io.kaosnet.rudp.CloseReason;
import io.kaosnet.rudp.ConnectToken;
import io.kaosnet.rudp.Connection;
import io.kaosnet.rudp.ConnectionListener;
import io.kaosnet.rudp.RudpClient;
import io.kaosnet.rudp.RudpConfig;
import io.kaosnet.rudp.io.DatagramIo;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reliable UDP as a client transport. Owned by the thread that polls it.
public final class RudpTransport implements ClientTransport {
    private final RudpClient client;

    /// Starts to connect; resolves the token's endpoints, which may block.
    ///
    /// @param io the client's socket, closed with the transport
    public RudpTransport(
            RudpConfig config,
            DatagramIo io,
            ConnectToken token,
            MessageReceiver receiver,
            long nowNs) {
        client = new RudpClient(config, io, new Adapter(this, receiver), System::currentTimeMillis);
        client.connect(token, nowNs);
    }

    /// Hands messages to the receiver as this transport's.
    private record Adapter(Transport transport, MessageReceiver receiver)
            implements ConnectionListener {
        @Override
        public boolean onMessage(
                Connection connection, int channel, byte[] buffer, int offset, int length) {
            return receiver.onMessage(transport, channel, buffer, offset, length);
        }
    }

    /// The connection, for its statistics; null before the server accepted.
    public @Nullable Connection connection() {
        return client.connection();
    }

    @Override
    public int poll(long nowNs) {
        return client.doWork(nowNs);
    }

    @Override
    public State state() {
        return switch (client.state()) {
            case IDLE, REQUESTING, RESPONDING -> State.CONNECTING;
            case CONNECTED -> {
                Connection connection = client.connection();
                yield connection != null && connection.isConnected() ? State.OPEN : State.CLOSED;
            }
            case CLOSED -> State.CLOSED;
        };
    }

    @Override
    public boolean offer(int channel, byte[] buffer, int offset, int length) {
        Connection connection = client.connection();
        return connection != null && connection.offer(channel, buffer, offset, length);
    }

    @Override
    public void close(int code, String text) {
        Connection connection = client.connection();
        if (connection != null) {
            connection.close(code, text);
        }
    }

    @Override
    public String closeText() {
        Connection connection = client.connection();
        CloseReason reason =
                connection == null || connection.closeReason() == null
                        ? client.closeReason()
                        : connection.closeReason();
        return reason == null ? "" : reason.text();
    }

    @Override
    public String name() {
        return "rudp";
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
