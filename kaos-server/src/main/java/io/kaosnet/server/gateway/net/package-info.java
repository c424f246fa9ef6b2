/// Event loops as lanes, listening sockets, and the sweep that ends idle and stalled connections.
@NullMarked
package io.kaosnet.server.gateway.net;

import org.jspecify.annotations.NullMarked;
