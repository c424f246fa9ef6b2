/// Tournaments: leaderboards with a title, a time, a size and a number of attempts. Owns no table:
/// definitions and records are those of [io.kaosnet.core.leaderboard]; ends and resets are jobs.
/// SQL runs on the caller's virtual thread.
@NullMarked
package io.kaosnet.core.tournament;

import org.jspecify.annotations.NullMarked;
