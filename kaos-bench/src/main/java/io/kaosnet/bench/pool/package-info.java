/// Matchmaker and parties measured in this process: no socket, no server, players that are
/// counters. Calls the core; the other rooms of the generator know the wire alone.
@NullMarked
package io.kaosnet.bench.pool;

import org.jspecify.annotations.NullMarked;
