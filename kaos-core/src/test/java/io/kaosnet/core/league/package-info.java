@NullMarked
package io.kaosnet.core.league;

import org.jspecify.annotations.NullMarked;
