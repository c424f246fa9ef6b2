package io.kaosnet.rudp;

/// Decides how many packets may be in flight. Owned by one agent; one instance per connection.
public interface CongestionController {
    /// The congestion window in packets.
    int windowPackets();

    /// True while the window still doubles every round trip.
    boolean isInSlowStart();

    /// Packets were acknowledged.
    ///
    /// @param isWindowLimited true when the window, not the application, held the sender back
    void onAcked(int packets, boolean isWindowLimited, long smoothedRttNs, long minRttNs);

    /// A packet was lost.
    ///
    /// @param packetNumber the lost packet
    /// @param nextPacketNumber the next packet to be sent: losses of packets below it that were
    ///     sent before this reaction belong to the same event
    void onLost(long packetNumber, long nextPacketNumber, long smoothedRttNs, long minRttNs);

    /// A packet that counted as lost was acknowledged after all.
    void onSpuriousLoss(long packetNumber);

    /// Three probe timeouts in a row: nothing gets through.
    void onPersistentCongestion();

    /// A new path: nothing is known about it.
    void reset();
}
