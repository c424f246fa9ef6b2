/// WebSocket sessions: JSON and protobuf envelopes. Owned by each connection's event loop.
@NullMarked
package io.kaosnet.server.gateway.ws;

import org.jspecify.annotations.NullMarked;
