@NullMarked
package io.kaosnet.core.script;

import org.jspecify.annotations.NullMarked;
