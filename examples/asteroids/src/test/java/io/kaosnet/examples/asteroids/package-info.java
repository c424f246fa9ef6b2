/// The rules, the differences on the wire, and a whole game on a virtual terminal.
@NullMarked
package io.kaosnet.examples.asteroids;

import org.jspecify.annotations.NullMarked;
