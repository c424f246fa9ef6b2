/// Tests of the game's modules.
@NullMarked
package io.kaosnet.core.module;

import org.jspecify.annotations.NullMarked;
