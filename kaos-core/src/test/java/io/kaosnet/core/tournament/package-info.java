@NullMarked
package io.kaosnet.core.tournament;

import org.jspecify.annotations.NullMarked;
