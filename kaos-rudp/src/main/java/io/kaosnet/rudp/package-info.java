/// Reliable UDP for games: connect tokens, encrypted packets, channels of four kinds, loss repair,
/// congestion control, migration. `docs/wire/rudp.md` is the true text of the wire.
///
/// Everything here is owned by one agent: whoever calls `doWork(nowNs)` of a [RudpServer] or a
/// [RudpClient] owns its socket, connections, windows and timers. Other threads reach a server
/// through [RudpServer#offerCommand]. Knows no game and no server.
@NullMarked
package io.kaosnet.rudp;

import org.jspecify.annotations.NullMarked;
