/// REST: from bytes to the endpoint table and back. HTTP/1.1 and HTTP/2 on one port; `/ws` goes on
/// to [io.kaosnet.server.gateway.ws]. Owned by each connection's event loop.
@NullMarked
package io.kaosnet.server.gateway.http;

import org.jspecify.annotations.NullMarked;
