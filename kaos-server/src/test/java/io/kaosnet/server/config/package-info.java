@NullMarked
package io.kaosnet.server.config;

import org.jspecify.annotations.NullMarked;
