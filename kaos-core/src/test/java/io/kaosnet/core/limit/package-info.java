@NullMarked
package io.kaosnet.core.limit;

import org.jspecify.annotations.NullMarked;
