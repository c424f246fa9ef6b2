/// Tests of the matchmaker, with its thread run by hand.
@NullMarked
package io.kaosnet.core.matchmaker;

import org.jspecify.annotations.NullMarked;
