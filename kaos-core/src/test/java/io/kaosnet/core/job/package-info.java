@NullMarked
package io.kaosnet.core.job;

import org.jspecify.annotations.NullMarked;
