/// Leaderboards: definitions, records and ranks. Owns the tables `leaderboard`,
/// `leaderboard_record` and `tournament_size`; a tournament is a leaderboard with rules of its own,
/// and its package builds on this one. SQL runs on the caller's virtual thread; ranks are in memory
/// ([io.kaosnet.core.rank]), loaded at the first use of a window and changed after each commit.
@NullMarked
package io.kaosnet.core.leaderboard;

import org.jspecify.annotations.NullMarked;
