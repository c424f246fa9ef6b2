package io.kaosnet.rudp;

/// Numbers of a server at one moment. Immutable.
///
/// @param connections open connections
/// @param accepted connections accepted so far
/// @param closed connections ended so far
/// @param datagramsReceived datagrams of any kind
/// @param datagramsDropped datagrams that made no sense: foreign, damaged, too short
/// @param handshakesLimited handshake packets above the limits
/// @param tokensRefused handshake packets with tokens that are not ours, or old
/// @param cookiesRefused responses with a bad cookie: spoofed or late
/// @param challengesSent stateless answers to CONNECT
/// @param deniesSent refusals
/// @param resetsSent answers to packets of unknown connections
/// @param commandsRefused commands that did not fit into the queue
/// @param sendFailures datagrams the kernel refused
public record ServerStatistics(
        int connections,
        long accepted,
        long closed,
        long datagramsReceived,
        long datagramsDropped,
        long handshakesLimited,
        long tokensRefused,
        long cookiesRefused,
        long challengesSent,
        long deniesSent,
        long resetsSent,
        long commandsRefused,
        long sendFailures) {}
