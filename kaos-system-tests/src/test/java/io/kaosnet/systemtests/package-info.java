@NullMarked
package io.kaosnet.systemtests;

import org.jspecify.annotations.NullMarked;
