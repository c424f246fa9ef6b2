@NullMarked
package io.kaosnet.server.metrics;

import org.jspecify.annotations.NullMarked;
