/// The rUDP benchmark: scenarios, a load generator for thousands of clients, and a relay that
/// loses, delays, reorders and duplicates. Uses only the public interface of the transport.
@NullMarked
package io.kaosnet.bench.rudp;

import org.jspecify.annotations.NullMarked;
