/// Who is where. A stream is an address (mode, subject, subcontext, label); a presence is one
/// session on one stream. Chat channels, matches, parties, status and notifications are streams
/// with a mode number. [io.kaosnet.core.presence.Presences] is the only registry.
@NullMarked
package io.kaosnet.core.presence;

import org.jspecify.annotations.NullMarked;
