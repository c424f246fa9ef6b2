/// The client against a whole server.
@NullMarked
package io.kaosnet.client;

import org.jspecify.annotations.NullMarked;
