@NullMarked
package io.kaosnet.runtime.test;

import org.jspecify.annotations.NullMarked;
