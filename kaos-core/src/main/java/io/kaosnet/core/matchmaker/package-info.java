/// The matchmaker: tickets of players who look for a match, and who fits whom. One thread owns the
/// pool of tickets and its indexes; sockets hand it commands through a bounded queue, and what
/// becomes of each ticket is decided once, under one monitor. Owns no table; calls match, for the
/// tokens of relayed matches.
@NullMarked
package io.kaosnet.core.matchmaker;

import org.jspecify.annotations.NullMarked;
