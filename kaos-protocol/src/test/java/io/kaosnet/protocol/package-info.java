@NullMarked
package io.kaosnet.protocol;

import org.jspecify.annotations.NullMarked;
