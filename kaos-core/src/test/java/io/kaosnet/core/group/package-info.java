@NullMarked
package io.kaosnet.core.group;

import org.jspecify.annotations.NullMarked;
