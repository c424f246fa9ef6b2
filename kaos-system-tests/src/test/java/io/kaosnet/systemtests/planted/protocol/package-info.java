@NullMarked
package io.kaosnet.systemtests.planted.protocol;

import org.jspecify.annotations.NullMarked;
