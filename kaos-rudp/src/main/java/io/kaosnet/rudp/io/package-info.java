/// Sending and receiving datagrams: one interface, a portable back end on NIO, and a Linux back end
/// that moves many datagrams per system call. Owned by the agent that owns the socket.
@NullMarked
package io.kaosnet.rudp.io;

import org.jspecify.annotations.NullMarked;
