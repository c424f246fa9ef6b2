/// The operator's port: metrics and health. Owned by the event loops.
@NullMarked
package io.kaosnet.server.console;

import org.jspecify.annotations.NullMarked;
