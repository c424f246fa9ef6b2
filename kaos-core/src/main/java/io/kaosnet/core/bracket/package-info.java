/// Brackets: single and double elimination, round robin and Swiss. Owns the table `bracket`, where
/// each is one message. The rules are pure functions on that message; SQL runs on the caller's
/// virtual thread; deadlines are jobs.
@NullMarked
package io.kaosnet.core.bracket;

import org.jspecify.annotations.NullMarked;
