/// Threads for calls that may wait, begun where the call came in.
@NullMarked
package io.kaosnet.core.thread;

import org.jspecify.annotations.NullMarked;
