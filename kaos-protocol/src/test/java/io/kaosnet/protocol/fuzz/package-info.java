/// Fuzz targets. The ordinary build replays the kept inputs, which lie in the resources. To search
/// for new ones, one target at a time:
///
///     JAZZER_FUZZ=1 mvn -pl kaos-protocol -am test -Dtest=WireFuzzTest#restJson \
///         -Dsurefire.failIfNoSpecifiedTests=false -Djazzer.hooks=true -Djazzer.max_duration=10m
@NullMarked
package io.kaosnet.protocol.fuzz;

import org.jspecify.annotations.NullMarked;
