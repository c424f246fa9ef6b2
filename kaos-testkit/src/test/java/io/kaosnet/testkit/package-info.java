@NullMarked
package io.kaosnet.testkit;

import org.jspecify.annotations.NullMarked;
