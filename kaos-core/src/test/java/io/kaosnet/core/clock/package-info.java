@NullMarked
package io.kaosnet.core.clock;

import org.jspecify.annotations.NullMarked;
