/// Order statistics: who is where in a long list that changes all the time. No tables, no threads;
/// knows no feature.
@NullMarked
package io.kaosnet.core.rank;

import org.jspecify.annotations.NullMarked;
