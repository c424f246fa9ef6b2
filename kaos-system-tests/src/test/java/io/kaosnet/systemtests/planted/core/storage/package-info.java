@NullMarked
package io.kaosnet.systemtests.planted.core.storage;

import org.jspecify.annotations.NullMarked;
