/// Leagues: divisions with promotion and relegation. Owns the tables `league` and `league_member`;
/// each division is a leaderboard of [io.kaosnet.core.leaderboard], the moves are jobs. SQL runs on
/// the caller's virtual thread.
@NullMarked
package io.kaosnet.core.league;

import org.jspecify.annotations.NullMarked;
