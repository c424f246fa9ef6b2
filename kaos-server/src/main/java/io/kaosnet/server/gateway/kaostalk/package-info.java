/// KaosTalk frames of sessions, whatever carries them: the rUDP gateway and the WebSocket gateway
/// hand them over. Runs on the session's lane.
@NullMarked
package io.kaosnet.server.gateway.kaostalk;

import org.jspecify.annotations.NullMarked;
