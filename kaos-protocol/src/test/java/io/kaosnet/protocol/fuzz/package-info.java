/// Fuzz targets. The ordinary build replays the kept inputs; `JAZZER_FUZZ=1` searches for new
/// ones.
@NullMarked
package io.kaosnet.protocol.fuzz;

import org.jspecify.annotations.NullMarked;
