/// Tests of matches, with lanes run by hand.
@NullMarked
package io.kaosnet.core.match;

import org.jspecify.annotations.NullMarked;
