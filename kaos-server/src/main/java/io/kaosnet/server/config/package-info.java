/// Configuration: one table of keys, values from a YAML file, the environment and flags, and the
/// records that features take. Owned by the starting thread; the result is immutable.
@NullMarked
package io.kaosnet.server.config;

import org.jspecify.annotations.NullMarked;
