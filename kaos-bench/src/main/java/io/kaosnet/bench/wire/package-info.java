/// Clients that cost next to nothing: HTTP and WebSocket on bare event loops, frames made ahead and
/// patched, answers scanned and not parsed.
@NullMarked
package io.kaosnet.bench.wire;

import org.jspecify.annotations.NullMarked;
