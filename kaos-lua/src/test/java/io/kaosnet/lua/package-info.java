/// The reference implementations that tests compare with.
@NullMarked
package io.kaosnet.lua;

import org.jspecify.annotations.NullMarked;
