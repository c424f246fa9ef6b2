@NullMarked
package io.kaosnet.systemtests.planted.core.status;

import org.jspecify.annotations.NullMarked;
