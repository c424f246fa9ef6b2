@NullMarked
package io.kaosnet.scripting;

import org.jspecify.annotations.NullMarked;
