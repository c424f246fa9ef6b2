@NullMarked
package io.kaosnet.core.rank;

import org.jspecify.annotations.NullMarked;
