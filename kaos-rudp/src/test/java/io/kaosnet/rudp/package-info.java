/// Tests of the transport: units, attacks, and simulation under a seeded clock and network.
@NullMarked
package io.kaosnet.rudp;

import org.jspecify.annotations.NullMarked;
