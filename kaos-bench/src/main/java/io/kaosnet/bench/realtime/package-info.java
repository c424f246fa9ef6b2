/// Scenarios over WebSockets: relayed matches at a fixed rate and as fast as they go, idle
/// sockets.
@NullMarked
package io.kaosnet.bench.realtime;

import org.jspecify.annotations.NullMarked;
