/// Asteroids in the terminal: the rules ([World]), the authoritative match ([AsteroidsMatch]), the
/// compact state on the wire ([StateWriter], [StateReader]) and the player's screen. The match runs
/// on a match lane; everything else belongs to the thread of its terminal.
@NullMarked
package io.kaosnet.examples.asteroids;

import org.jspecify.annotations.NullMarked;
