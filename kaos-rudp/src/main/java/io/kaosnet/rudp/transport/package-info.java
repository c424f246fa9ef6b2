/// One small interface over every way that messages travel: reliable UDP, WebSocket, multicast,
/// shared memory. A game is written against it and chooses when it connects. Each instance is owned
/// by the thread that calls its `poll` or `doWork`.
@NullMarked
package io.kaosnet.rudp.transport;

import org.jspecify.annotations.NullMarked;
