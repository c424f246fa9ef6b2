/// Tests of the Aeron transports.
@NullMarked
package io.kaosnet.aeron;

import org.jspecify.annotations.NullMarked;
