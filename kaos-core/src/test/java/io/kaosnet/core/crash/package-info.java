/// Servers that die under a load of everything that players own.
@NullMarked
package io.kaosnet.core.crash;

import org.jspecify.annotations.NullMarked;
