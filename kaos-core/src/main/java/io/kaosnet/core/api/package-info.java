/// The one table of calls: endpoints, who calls them, what may fail, and the chain that every
/// call goes through, whatever gateway it came in by. Owns no table. Kernel: knows no feature.
@NullMarked
package io.kaosnet.core.api;

import org.jspecify.annotations.NullMarked;
