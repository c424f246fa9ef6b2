@NullMarked
package io.kaosnet.core.leaderboard;

import org.jspecify.annotations.NullMarked;
