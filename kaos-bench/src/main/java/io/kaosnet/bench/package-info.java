/// The load generator: its command line, the list of scenarios, and how figures are shown. Knows
/// the wire and no server class, so that it can drive any server that speaks the wire.
@NullMarked
package io.kaosnet.bench;

import org.jspecify.annotations.NullMarked;
