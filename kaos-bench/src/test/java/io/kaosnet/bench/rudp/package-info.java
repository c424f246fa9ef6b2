/// Tests of the rUDP benchmark.
@NullMarked
package io.kaosnet.bench.rudp;

import org.jspecify.annotations.NullMarked;
