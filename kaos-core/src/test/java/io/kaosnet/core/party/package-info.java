/// Tests of parties, as clients see them.
@NullMarked
package io.kaosnet.core.party;

import org.jspecify.annotations.NullMarked;
