@NullMarked
package io.kaosnet.core.friend;

import org.jspecify.annotations.NullMarked;
