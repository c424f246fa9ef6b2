/// Connected players: who they are and how bytes reach them. Owned by the gateway that holds the
/// connection; everybody else holds a [io.kaosnet.core.session.Session] and offers frames to it.
/// Kernel: knows no feature and no transport.
@NullMarked
package io.kaosnet.core.session;

import org.jspecify.annotations.NullMarked;
