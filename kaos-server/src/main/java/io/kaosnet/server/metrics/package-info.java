/// Counts and times of what the server does, in Prometheus' form. Safe from any thread.
@NullMarked
package io.kaosnet.server.metrics;

import org.jspecify.annotations.NullMarked;
