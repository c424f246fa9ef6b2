/// KaosTalk: the small binary frames of KaosNet, over rUDP and over WebSocket.
/// `docs/wire/kaostalk.md` is the true text. Knows no transport and no server.
@NullMarked
package io.kaosnet.protocol.kaostalk;

import org.jspecify.annotations.NullMarked;
