package io.kaosnet.rudp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settings of a server or a client. Immutable; made with [#builder].
public final class RudpConfig {
    /// The channels that KaosNet uses: 0 control and RPC, 1 match state, 2 match events, 3 chat and
    /// notifications, 4 raw.
    public static final List<ChannelKind> DEFAULT_CHANNELS =
            List.of(
                    ChannelKind.RELIABLE_ORDERED,
                    ChannelKind.SEQUENCED,
                    ChannelKind.RELIABLE_UNORDERED,
                    ChannelKind.RELIABLE_ORDERED,
                    ChannelKind.UNRELIABLE);

    private final Builder values;
    private final @Nullable ChannelKind[] kinds = new ChannelKind[Wire.CHANNELS];

    private RudpConfig(Builder values) {
        this.values = values;
        for (int i = 0; i < values.channels.size(); i++) {
            kinds[i] = values.channels.get(i);
        }
    }

    /// Defaults for a public game server and its clients.
    public static RudpConfig defaults() {
        return builder().build();
    }

    /// Starts from the defaults.
    public static Builder builder() {
        return new Builder();
    }

    @Nullable ChannelKind channelKind(int id) {
        return kinds[id];
    }

    int channelCount() {
        return values.channels.size();
    }

    int maxConnections() {
        return values.maxConnections;
    }

    int maxConnectionsPerAddress() {
        return values.maxConnectionsPerAddress;
    }

    int maxConnectionsPerUser() {
        return values.maxConnectionsPerUser;
    }

    int handshakesPerSecond() {
        return values.handshakesPerSecond;
    }

    int handshakesPerSecondPerAddress() {
        return values.handshakesPerSecondPerAddress;
    }

    int handshakeBurstPerAddress() {
        return values.handshakeBurstPerAddress;
    }

    long keepAliveNs() {
        return values.keepAliveMs * 1_000_000L;
    }

    int maxAckDelayMs() {
        return values.maxAckDelayMs;
    }

    long maxAckDelayNs() {
        return values.maxAckDelayMs * 1_000_000L;
    }

    int sendWindowMessages() {
        return values.sendWindowMessages;
    }

    int maxReceiveWindowMessages() {
        return values.maxReceiveWindowMessages;
    }

    int stateQueueMessages() {
        return values.stateQueueMessages;
    }

    int sendQueueBytes() {
        return values.sendQueueBytes;
    }

    int receiveBufferBytes() {
        return values.receiveBufferBytes;
    }

    int reassemblyBytes() {
        return values.reassemblyBytes;
    }

    int maxWindowPackets() {
        return values.maxWindowPackets;
    }

    long keyUpdatePackets() {
        return values.keyUpdatePackets;
    }

    long keyUpdateNs() {
        return values.keyUpdateMs * 1_000_000L;
    }

    long pathProbeDelayNs() {
        return values.pathProbeDelayMs * 1_000_000L;
    }

    int nodeId() {
        return values.nodeId;
    }

    int threadIndex() {
        return values.threadIndex;
    }

    boolean isPolicing() {
        return values.isPolicing;
    }

    /// Values under construction.
    public static final class Builder {
        private List<ChannelKind> channels = DEFAULT_CHANNELS;
        private int maxConnections = 16_384;
        private int maxConnectionsPerAddress = 256;
        private int maxConnectionsPerUser = 4;
        private int handshakesPerSecond = 20_000;
        private int handshakesPerSecondPerAddress = 20;
        private int handshakeBurstPerAddress = 50;
        private int keepAliveMs = 1_000;
        private int maxAckDelayMs = 20;
        private int sendWindowMessages = 4_096;
        private int maxReceiveWindowMessages = 4_096;
        private int stateQueueMessages = 128;
        private int sendQueueBytes = 256 << 10;
        private int receiveBufferBytes = 256 << 10;
        private int reassemblyBytes = 128 << 10;
        private int maxWindowPackets = 2_048;
        private long keyUpdatePackets = 1L << 30;
        private long keyUpdateMs = 3_600_000;
        private long pathProbeDelayMs = 30_000;
        private int nodeId;
        private int threadIndex;
        private boolean isPolicing = true;

        private Builder() {}

        /// The kinds of channels 0..n-1; both sides must agree.
        public Builder channels(List<ChannelKind> value) {
            if (value.isEmpty() || value.size() > Wire.CHANNELS) {
                throw new IllegalArgumentException(
                        "channels: " + value.size() + " (expected: 1..16)");
            }
            channels = List.copyOf(value);
            return this;
        }

        /// Most connections of one server.
        public Builder maxConnections(int value) {
            maxConnections = inRange("maxConnections", value, 1, 1 << 20);
            return this;
        }

        /// Most connections from one IPv4 address or IPv6 /64.
        public Builder maxConnectionsPerAddress(int value) {
            maxConnectionsPerAddress = inRange("maxConnectionsPerAddress", value, 1, 1 << 20);
            return this;
        }

        /// Most connections of one user.
        public Builder maxConnectionsPerUser(int value) {
            maxConnectionsPerUser = inRange("maxConnectionsPerUser", value, 1, 1 << 20);
            return this;
        }

        /// Handshake packets per second that the server looks into at all.
        public Builder handshakesPerSecond(int value) {
            handshakesPerSecond = inRange("handshakesPerSecond", value, 1, 10_000_000);
            return this;
        }

        /// Handshake packets per second and burst of one address.
        public Builder handshakesPerAddress(int perSecond, int burst) {
            handshakesPerSecondPerAddress =
                    inRange("handshakesPerSecondPerAddress", perSecond, 1, 10_000_000);
            handshakeBurstPerAddress = inRange("handshakeBurstPerAddress", burst, 1, 10_000_000);
            return this;
        }

        /// A client sends something at least this often.
        public Builder keepAliveMs(int value) {
            keepAliveMs = inRange("keepAliveMs", value, 50, 30_000);
            return this;
        }

        /// How long an acknowledgement may wait for data to travel with.
        public Builder maxAckDelayMs(int value) {
            maxAckDelayMs = inRange("maxAckDelayMs", value, 0, 255);
            return this;
        }

        /// Pieces of one reliable channel that may wait or be unacknowledged.
        public Builder sendWindowMessages(int value) {
            sendWindowMessages = inRange("sendWindowMessages", value, 64, 16_384);
            return this;
        }

        /// Most credit that one channel of the peer ever gets.
        public Builder maxReceiveWindowMessages(int value) {
            maxReceiveWindowMessages = inRange("maxReceiveWindowMessages", value, 256, 16_384);
            return this;
        }

        /// Pieces of one unreliable channel that may wait; the oldest are dropped.
        public Builder stateQueueMessages(int value) {
            stateQueueMessages = inRange("stateQueueMessages", value, 64, 16_384);
            return this;
        }

        /// Bytes of one channel that may wait or be unacknowledged.
        public Builder sendQueueBytes(int value) {
            sendQueueBytes = inRange("sendQueueBytes", value, 80 << 10, 64 << 20);
            return this;
        }

        /// Bytes kept for messages that arrived too early.
        public Builder receiveBufferBytes(int value) {
            receiveBufferBytes = inRange("receiveBufferBytes", value, 16 << 10, 64 << 20);
            return this;
        }

        /// Bytes kept for messages that are not complete.
        public Builder reassemblyBytes(int value) {
            reassemblyBytes = inRange("reassemblyBytes", value, 80 << 10, 64 << 20);
            return this;
        }

        /// Most packets in flight.
        public Builder maxWindowPackets(int value) {
            maxWindowPackets = inRange("maxWindowPackets", value, 16, SentPackets.MAX_PACKETS / 2);
            return this;
        }

        /// When the keys change: after so many packets or so much time.
        public Builder keyUpdate(long packets, long ms) {
            keyUpdatePackets = packets;
            keyUpdateMs = ms;
            return this;
        }

        /// How long a connection that sends fragments waits before it probes for a larger MTU.
        public Builder pathProbeDelayMs(long value) {
            pathProbeDelayMs = value;
            return this;
        }

        /// Which node and which I/O thread of it this is; both are part of connection ids.
        public Builder node(int nodeIdValue, int threadIndexValue) {
            nodeId = inRange("nodeId", nodeIdValue, 0, 4_095);
            threadIndex = inRange("threadIndex", threadIndexValue, 0, 255);
            return this;
        }

        /// False: rate classes are not enforced (a benchmark, a trusted network).
        public Builder policing(boolean value) {
            isPolicing = value;
            return this;
        }

        /// The finished settings.
        public RudpConfig build() {
            Builder copy = new Builder();
            copy.channels = channels;
            copy.maxConnections = maxConnections;
            copy.maxConnectionsPerAddress = maxConnectionsPerAddress;
            copy.maxConnectionsPerUser = maxConnectionsPerUser;
            copy.handshakesPerSecond = handshakesPerSecond;
            copy.handshakesPerSecondPerAddress = handshakesPerSecondPerAddress;
            copy.handshakeBurstPerAddress = handshakeBurstPerAddress;
            copy.keepAliveMs = keepAliveMs;
            copy.maxAckDelayMs = maxAckDelayMs;
            copy.sendWindowMessages = sendWindowMessages;
            copy.maxReceiveWindowMessages = maxReceiveWindowMessages;
            copy.stateQueueMessages = stateQueueMessages;
            copy.sendQueueBytes = sendQueueBytes;
            copy.receiveBufferBytes = receiveBufferBytes;
            copy.reassemblyBytes = reassemblyBytes;
            copy.maxWindowPackets = maxWindowPackets;
            copy.keyUpdatePackets = keyUpdatePackets;
            copy.keyUpdateMs = keyUpdateMs;
            copy.pathProbeDelayMs = pathProbeDelayMs;
            copy.nodeId = nodeId;
            copy.threadIndex = threadIndex;
            copy.isPolicing = isPolicing;
            return new RudpConfig(copy);
        }

        private static int inRange(String name, int value, int low, int high) {
            if (value < low || value > high) {
                throw new IllegalArgumentException(
                        name + ": " + value + " (expected: " + low + ".." + high + ")");
            }
            return value;
        }
    }
}
