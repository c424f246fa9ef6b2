package io.kaosnet.rudp;

/// Numbers of one connection at one moment. Immutable.
///
/// @param smoothedRttNs round-trip time
/// @param minRttNs smallest round trip of the last seconds; 0 before the first sample
/// @param windowPackets congestion window
/// @param inFlightPackets packets without an answer
/// @param queuedBytes bytes that wait or are unacknowledged
/// @param packetsSent datagrams sent
/// @param packetsReceived authentic datagrams received
/// @param bytesSent bytes of datagrams sent
/// @param bytesReceived bytes of authentic datagrams received
/// @param packetsLost packets that counted as lost
/// @param messagesRetransmitted messages (or fragments) sent again
/// @param spuriousLosses packets that counted as lost and were only late
/// @param probeTimeouts times nothing was acknowledged for too long
/// @param stateDropped unreliable messages dropped before sending because newer ones came
/// @param duplicateMessages messages received twice and delivered once
/// @param outdatedMessages sequenced messages that came too late
/// @param refusedMessages messages the application or the memory limit did not take
/// @param replays packets seen before
/// @param forgeries packets that were not authentic
/// @param policed packets dropped because the peer was above its rate class
/// @param migrations address changes followed
/// @param keyUpdates key changes made by this side
/// @param datagramBytes largest datagram that the path is known to carry
/// @param isCongested true when the application should send less
public record ConnectionStatistics(
        long smoothedRttNs,
        long minRttNs,
        int windowPackets,
        int inFlightPackets,
        int queuedBytes,
        long packetsSent,
        long packetsReceived,
        long bytesSent,
        long bytesReceived,
        long packetsLost,
        long messagesRetransmitted,
        long spuriousLosses,
        long probeTimeouts,
        long stateDropped,
        long duplicateMessages,
        long outdatedMessages,
        long refusedMessages,
        long replays,
        long forgeries,
        long policed,
        int migrations,
        int keyUpdates,
        int datagramBytes,
        boolean isCongested) {

    /// Share of sent packets that were lost, 0..1.
    public double lossFraction() {
        return packetsSent == 0 ? 0 : (double) (packetsLost - spuriousLosses) / packetsSent;
    }
}
