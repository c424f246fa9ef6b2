/// Tests of the datagram back ends, the same for each.
@NullMarked
package io.kaosnet.rudp.io;

import org.jspecify.annotations.NullMarked;
