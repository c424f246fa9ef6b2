@NullMarked
package io.kaosnet.systemtests.planted.core.presence;

import org.jspecify.annotations.NullMarked;
