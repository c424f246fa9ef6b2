/// The Java client: [io.kaosnet.client.KaosClient] for calls over REST,
/// [io.kaosnet.client.KaosSocket] for realtime over reliable UDP or WebSocket. Speaks the protocol
/// and depends on no server.
@NullMarked
package io.kaosnet.client;

import org.jspecify.annotations.NullMarked;
