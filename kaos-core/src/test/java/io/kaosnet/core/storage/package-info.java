@NullMarked
package io.kaosnet.core.storage;

import org.jspecify.annotations.NullMarked;
