@NullMarked
package io.kaosnet.server.gateway;

import org.jspecify.annotations.NullMarked;
