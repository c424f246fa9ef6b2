/// Sessions over reliable UDP: tokens, one agent thread that owns the socket and its sessions,
/// KaosTalk frames in both directions.
@NullMarked
package io.kaosnet.server.gateway.rudp;

import org.jspecify.annotations.NullMarked;
