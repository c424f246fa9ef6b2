/// Time as an argument: monotonic nanoseconds for intervals, wall milliseconds for dates.
@NullMarked
package io.kaosnet.core.clock;

import org.jspecify.annotations.NullMarked;
