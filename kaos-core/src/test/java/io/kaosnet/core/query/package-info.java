/// Tests of the search syntax.
@NullMarked
package io.kaosnet.core.query;

import org.jspecify.annotations.NullMarked;
