@NullMarked
package io.kaosnet.core.bracket;

import org.jspecify.annotations.NullMarked;
