/// The way in and the way out of sockets: [io.kaosnet.core.realtime.RealtimeRouter] takes one
/// envelope to its handler, [io.kaosnet.core.realtime.Fanout] takes one envelope to many sessions,
/// encoded once for each wire format and posted once to each lane.
@NullMarked
package io.kaosnet.core.realtime;

import org.jspecify.annotations.NullMarked;
