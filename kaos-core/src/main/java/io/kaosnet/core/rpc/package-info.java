/// Calls of the game's own functions by id, over REST, gRPC and the socket.
@NullMarked
package io.kaosnet.core.rpc;

import org.jspecify.annotations.NullMarked;
